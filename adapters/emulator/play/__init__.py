"""What people do: the payer, the courier, the reader of messages, and who switches faults on."""
