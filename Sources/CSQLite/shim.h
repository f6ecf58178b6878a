/* GRDBSQLite has all of <sqlite3.h> but what takes any number of arguments, which Swift can't call. */
extern int sqlite3_config(int, ...);

/* SQLITE_CONFIG_MEMSTATUS is 9 (sqlite3.h). */
static inline int dengbu_sqlite_without_memory_statistics(void) { return sqlite3_config(9, 0); }
