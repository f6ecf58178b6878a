/// The overlay that `?` opens: what each key does on a page.
enum Keyboard {
    static func overlay(_ keys: [(key: String, what: String)]) -> Markup {
        let rows = (keys + [("?", "打开或关闭本提示")]).map { item -> Markup in "<div><dt><kbd>\(item.0)</kbd></dt><dd>\(item.1)</dd></div>" }
        return """
            <dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">键盘快捷键</h2><dl class="keys">\(rows)</dl><form method="dialog"><button class="button small quiet" type="submit">关闭</button></form></dialog>
            <p class="small soft keyhint">按 <kbd>?</kbd> 查看键盘快捷键</p>
            """
    }

    static let queue: [(key: String, what: String)] = [
        ("j", "下一件"), ("k", "上一件"), ("Enter", "打开选中的办件"), ("/", "到查找框"),
    ]
    static let office: [(key: String, what: String)] = [
        ("a", "审核通过：到意见栏"), ("r", "退回补正：到一次性告知"), ("x", "不予登记：到理由栏"), ("c", "领取或释放办件"), ("u", "回到待办"),
    ]
}
