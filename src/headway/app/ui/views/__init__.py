"""One function a page: find what is visible, call a query or an action, render."""
