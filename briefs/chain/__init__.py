"""The chain over a language model: extract claims, judge evidence, draft, revise. It proposes; rules, gate and checker dispose.

Nothing here imports a vendor's client, and importing this package loads no LangChain: `briefs --help` does not pay for it.
"""
