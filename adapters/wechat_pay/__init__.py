"""WeChat Pay API v3 for a direct merchant, behind `ports.outside.pay`."""
