"""Who comes in and how: signing in, second steps, forgotten passwords, single sign-on; django-allauth does the work."""
