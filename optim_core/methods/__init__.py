"""What a method is: equations, hyperparameters, schedules, steppers; a method with its numbers set."""
