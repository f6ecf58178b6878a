#include <libpq-fe.h>

/* Character-literal macros are not imported into Swift. */
static const int dengbu_pg_field_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int dengbu_pg_field_sqlstate = PG_DIAG_SQLSTATE;
static const int dengbu_pg_field_primary = PG_DIAG_MESSAGE_PRIMARY;
static const int dengbu_pg_field_table = PG_DIAG_TABLE_NAME;
static const int dengbu_pg_field_column = PG_DIAG_COLUMN_NAME;
static const int dengbu_pg_field_constraint = PG_DIAG_CONSTRAINT_NAME;
static const int dengbu_pg_field_function = PG_DIAG_SOURCE_FUNCTION;
