"""The service: predictions over HTTP, the playground's page, and the OpenAI form of completions (docs/service.md)."""
