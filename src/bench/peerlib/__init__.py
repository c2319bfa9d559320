"""What peers.py is made of: cases, contenders, processes, the table and the picture."""
