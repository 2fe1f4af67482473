"""The local cloud: the whole product on one computer, from the template that goes to AWS."""
