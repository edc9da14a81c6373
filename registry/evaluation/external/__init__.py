"""Assessments that others made of solutions, with their date and source; shown as such, counted in no score of ours."""
