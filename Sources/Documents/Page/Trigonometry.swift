#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Turns, in radians.
extension Canvas {
    static func sine(_ angle: Double) -> Double { angle == 0 ? 0 : sin(angle) }
    static func cosine(_ angle: Double) -> Double { angle == 0 ? 1 : cos(angle) }
    static func angle(_ x: Double, _ y: Double) -> Double { atan2(y, x) }
}
