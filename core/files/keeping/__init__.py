"""What a project file keeps, part by part; locks, seals and recovery files."""
