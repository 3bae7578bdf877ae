"""Pages for people: the console and WeChat's payment sheet."""
