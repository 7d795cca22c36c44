// Passwords of ten characters and more that stand high in the lists of leaked ones, in lower case. Shorter ones are refused
// by their length, and plain runs and repetitions by rule.

export const commonPasswords: ReadonlySet<string> = new Set(
  `
000000000a 0123456789 0987654321 0p9o8i7u6y 1029384756 1111111111a 111111111a 111222333444 1122334455 112233445566
1123581321 1212121212 1231231231 123123123a 1231234567 12344321ab 1234512345 123454321a 1234554321 1234567654321
1234567890 1234567891 12345678910 123456789a 123456789abc 123456789q 12345678ab 12345678qw 1234567abc 123456abcd
123456qwerty 12345abcde 12345qwert 12345qwerty 1234qwer1234 1234qwerasdf 123abc123abc 123qwe123qwe 123qweasd1
123qweasdzxc 12qwaszx12 1313131313 1357924680 1470258369 1472583690 147258369a 159357159357 1597534862 1a2b3c4d5e
1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 2121212121 2468101214 321321321a 5544332211 6969696969 7410852963 741852963a
7894561230 789456123a 87654321ab 9876543210 987654321a a123456789 a1234567890 a1b2c3d4e5 a1b2c3d4e5f6 aa12345678
aaa1234567 aaaaaaaaa1 abc123abc123 abcabcabca abcd123456 abcd12345678 abcde12345 abcdef1234 abcdef123456
abcdefghij123 admin123123 admin12345 admin123456 admin1234567 adminadmin adminadmin1 administrator administrator1
alexander1 angel12345 arsenal123 asdf1234asdf asdfasdfasdf asdfghjkl1 asdfghjkl; autumn2024 autumn2025 autumn2026
azerty1234 azerty12345 azertyuiop azertyuiop1 babygirl12 babygirl123 barcelona1 barcelona123 baseball12 baseball123
basketball basketball1 basketball12 batman1234 blackberry blessed123 bonjour123 butterfly1 butterfly12 changeme12
changeme123 changeme1234 charlie123 cheesecake chelsea123 chocolate1 chocolate12 christopher christopher1 cinnamon12
computer12 computer123 contrasena contrasena1 contraseña correcthorse correcthorsebatterystaple corvette12
december12 default123 dragon1234 dragon12345 dragonball dragonballz elizabeth1 facebook12 facebook123 familia123
ferrari123 football12 football123 forever123 freedom123 friday1234 garfield12 geheim1234 geheim12345 ginger1234
godisgood1 godislove1 google1234 guest12345 guest123456 hallo12345 hallo123456 harley1234 haslo12345 hello123123
hello12345 hello123456 hellohello helloworld helloworld1 heslo12345 ilovechris ilovejesus iloveme123 ilovemymom
iloveyou11 iloveyou12 iloveyou123 iloveyou1234 iloveyou13 iloveyou14 iloveyou2! iloveyou22 iloveyou4ever
iloveyoubaby iloveyouso instagram1 internet12 internet123 january123 jennifer12 jessica123 jesus12345 jesuschrist
jesuslovesme juventus123 letmein!!! letmein123 letmein1234 letmeinnow linkedin12 linkedin123 liverpool1 liverpool123
login12345 lovelovelove lovely1234 loveyou123 lösenord123 manchester manchester1 master1234 mercedes12 michael123
michelle12 microsoft1 minecraft1 minecraft123 monday1234 monkey1234 motdepasse motdepasse1 motorola12 mustang123
mypassword mypassword1 mypassword123 myspace123 newpassword newpassword1 november11 opensesame p@ssw0rd12
p@ssw0rd123 p@ssword123 pa55word123 passw0rd12 passw0rd123 password!! password01 password1! password12 password123
password1234 password12345 password2020 password2021 password2022 password2023 password2024 password2025
password2026 passwordpassword passwort12 passwort123 passwort1234 pepper1234 poiuytrewq pokemon123 porsche911
princess12 princess123 princess1234 q1q1q1q1q1 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcr qazwsxedcrfv qqqqqqqqq1
qweasdzxc123 qweasdzxcv qwer1234qwer qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop123
qwertz1234 qwertz12345 qwertzuiop qwertzuiop1 realmadrid realmadrid1 root123456 rootroot12 salasana123 samsung123
schatz1234 secretpassword senha12345 senha123456 september1 server1234 shadow1234 skateboard snoopy1234 snowboarding
spiderman1 spiderman123 spring2024 spring2025 spring2026 starwars12 starwars123 strawberry strawberry1 summer2023
summer2024 summer2025 summer2026 sunshine12 sunshine123 sunshine1234 superman123 teamo12345 temp123456 temppassword
tequiero12 test123456 testing123 testing1234 testtest12 testtest123 thepassword toor123456 trustno123 trustnoone
user123456 username123 volleyball wachtwoord wachtwoord1 watermelon welcome123 welcome1234 welcome12345 welcome2024
welcome2025 welcome2026 welkom1234 welkom12345 whatever12 whatever123 whatsapp12 winter2023 winter2024 winter2025
winter2026 yamaha1234 yxcvbnm123 zaq12wsxcde zxcvbnm,./ zxcvbnm123
`
    .trim()
    .split(/\s+/),
);
