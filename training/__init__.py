"""How the faithfulness checker's shipped numbers are made; nothing here runs in the product."""
