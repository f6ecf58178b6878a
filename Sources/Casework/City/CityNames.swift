/// Words from which plausible names and addresses are put together.
enum CityNames {
    /// The most frequent surnames, in order; earlier ones are drawn more often.
    static let surnames = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤").map(String.init)
    static let maleNames = "伟 强 磊 军 勇 杰 涛 超 明 刚 平 辉 鹏 华 飞 鑫 波 斌 宇 浩 凯 健 俊 帆 帅 旭 宁 龙 林 峰 志强 志明 建国 建华 建军 文博 子轩 浩然 宇航 俊杰 家豪 国栋 海涛 晓东 振华 立新 永强 文杰 天宇 思远 一鸣 博文 嘉伟 世杰 少华 东升 庆生 卫东 新民 春生".split(separator: " ").map(String.init)
    static let femaleNames = "芳 娜 敏 静 丽 艳 娟 霞 秀英 玲 桂英 丹 萍 红 玉兰 燕 洁 梅 莉 欢 倩 婷 雪 慧 颖 琳 晶 妍 茜 秋 秀兰 雨桐 欣怡 梓涵 诗涵 思琪 佳怡 雅婷 晓燕 海燕 美玲 春梅 丽华 文静 婉清 若曦 紫萱 嘉欣 晨曦 月华 玉梅 桂兰 素珍 淑芬 惠敏 亚男 晓敏 雪梅 冬梅 翠萍".split(separator: " ").map(String.init)
    static let projectFirst = "红谷 赣江 滕王 青山湖 艾溪 梅湖 象湖 朝阳 凤凰 九龙 瑶湖 云溪 锦绣 翡翠 金域 观澜 湖畔 江畔 学府 书香 紫金 御景 春江 枫林 梧桐 香樟 丹桂 秋水 明月 长堎 望城 莲塘".split(separator: " ").map(String.init)
    static let projectLast = "花园 家园 华庭 名苑 雅居 新城 府邸 公馆 壹号 国际 天地 嘉园 豪庭 水岸 云著 和府 里 上城 小镇 景苑".split(separator: " ").map(String.init)
    static let roads = "红谷中大道 丰和中大道 沿江北大道 青山湖大道 北京东路 解放西路 洪都北大道 中山路 八一大道 井冈山大道 迎宾大道 南京东路 高新大道 紫阳大道 学府大道 翠林路 会展路 凤凰中大道 新建大道 文化大道 子羽路 孺子路 站前路 洪城路 金沙大道 桃花南路 抚河北路 昌南大道 梅湖路 瑶湖西路".split(separator: " ").map(String.init)
    static let developerFirst = "赣江 洪州 豫章 滕阁 昌明 鸿润 恒远 中赣 华昌 新力源 正荣昌 绿洲 联发昌 金麟 世纪昌 泰和 瑞联 博能昌 力高昌 汇景".split(separator: " ").map(String.init)
    static let banks = [
        "赣江银行股份有限公司南昌分行", "洪都银行股份有限公司", "江西滕王阁农村商业银行股份有限公司", "南昌豫章商业银行股份有限公司", "庐山银行股份有限公司南昌分行",
    ]
    static let fund = "南昌市住房公积金管理中心"
    static let notary = "南昌市赣江公证处"
    /// One sells a workshop, the other buys it.
    static let firms = ["南昌赣江精密制造有限公司", "江西洪都智能装备有限公司"]
    static let courts = ["南昌市东湖区人民法院", "南昌市西湖区人民法院", "南昌市青山湖区人民法院", "南昌市红谷滩区人民法院", "南昌市中级人民法院"]

    /// One of another province, whose orders come the same way (案例十二: 跨省司法查控).
    static let visitingCourt = "长沙市雨花区人民法院"

    static func person(_ random: inout SeededGenerator, male: Bool) -> String {
        // A square makes the frequent surnames frequent, as they are.
        let draw = random.int(0...(surnames.count * surnames.count - 1))
        let place = surnames.count - 1 - Int(Double(draw).squareRoot())
        return surnames[place] + (male ? random.pick(maleNames) : random.pick(femaleNames))
    }
}
