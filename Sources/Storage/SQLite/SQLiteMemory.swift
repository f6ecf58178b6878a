import CSQLite

enum SQLiteMemory {
    /// SQLite counts what it allocates under one lock of all connections, for figures that nobody asks for. Without it a statement takes a tenth less of the processor,
    /// and readers don't wait for each other (sqlite.org/c3ref/c_config_covering_index_scan.html, `SQLITE_CONFIG_MEMSTATUS`).
    ///
    /// It is heard before SQLite's first use in a process only; later it is refused, and all is as it was.
    static let isUncounted: Bool = dengbu_sqlite_without_memory_statistics() == 0
}
