-- What fires no more is deleted after a day: when it began and ended to is in the audit.
GRANT DELETE ON alert TO "${app}";
