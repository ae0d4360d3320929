"""Backups: each a folder that opens with the passphrase or the recovery key alone, on any machine.

    backup-20261123T140200Z/
        backup.json          what is in it, and how it opens (`manifest`)
        vault.db             the database under the backup's own key, without the keys of its items
        vault.box            the keys of its items (`box`): what is deleted later is destroyed here too
        process.db, .box     the process notes, in the same way, where there are any
        captures/            the recordings, as they lie in the vault

One is made beside its place, read back and then moved there (`making`), so a folder of that name is a whole backup.
What cannot be destroyed is what somebody copied away, and what a file system keeps of files that were overwritten.
"""
