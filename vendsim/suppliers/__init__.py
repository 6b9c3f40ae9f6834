"""Suppliers as people: reading their mail, bargaining, taking orders, answering."""
