"""What is counted of who watches."""
