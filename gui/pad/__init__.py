"""A pad on which a picture is drawn and classified while it is drawn."""
