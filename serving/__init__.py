"""What stands around the application where many people use it: headers, compressed files, health, figures, replicas."""
