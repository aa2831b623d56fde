"""The API's routes, one module a family; `app` puts them together."""
