"""What graders do not see of a copy: where its student's name stands, in its text and on its pages."""
