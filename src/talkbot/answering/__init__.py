"""Answers without a chat model: records and their own sentences, arranged and cited."""
