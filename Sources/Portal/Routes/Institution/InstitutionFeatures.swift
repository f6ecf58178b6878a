/// Everything of an institution's own desk.
enum InstitutionFeatures {
    static func all(desk: Desk) -> [any RouteGroup] {
        [InstitutionRoutes(desk: desk), CallbackRoutes(desk: desk), BatchRoutes(desk: desk)]
    }
}
