/// The registry's own screens: work on cases, the register, the counter.
enum OfficeFeatures {
    static func all(desk: Desk) -> [any RouteGroup] {
        [QueueRoutes(desk: desk), OfficeRoutes(desk: desk), MoneyRoutes(desk: desk), MoneyNeedRoutes(desk: desk), RegisterSearchRoutes(desk: desk), CounterRoutes(desk: desk), ProjectListRoutes(desk: desk), TransferReportRoutes(desk: desk)]
    }
}
