"""The outside, behind the ports: vector store, embedding model, chat endpoint, LangChain. Every vendor is imported on first use only."""
