"""WeChat Pay v3 for a direct merchant: orders, refunds, notices, certificates, bills."""
