"""What leaves as a file of hers: Word documents through her template. Nothing in here sends anything."""
