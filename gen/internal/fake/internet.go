package fake

import (
	"encoding/binary"
	stdhex "encoding/hex"
	"strconv"
)

// domainName is the function of two words and a suffix: directturn-key.info.
func domainName(c *compiler, _ args) (*Sampler, error) {
	words := edited(edited(join(c.fn("jobdescriptor"), c.fn("bs")), noSpaces), lower)
	return textSampler(join(words, literal("."), c.fn("domainsuffix"))), nil
}

// url is the function of addresses with a path of 1 to 4 words.
func url(c *compiler, _ args) (*Sampler, error) {
	path := edited(repeat(c.fn("bs"), 1, 4, "/"), lower)
	address := join(words([]string{"https", "http"}), literal("://www."), c.fn("domainname"), literal("/"), path)
	return textSampler(edited(address, noSpaces)), nil
}

// ipv6 is the function of eight hexadecimal numbers without leading zeros.
func ipv6(*compiler, args) (*Sampler, error) {
	group := text{func(dst []byte, key uint64) []byte { return strconv.AppendUint(dst, key>>48, 16) }, len("ffff")}
	return textSampler(repeat(group, 8, 8, ":")), nil
}

// macAddress is the function of six hexadecimal bytes.
func macAddress(*compiler, args) (*Sampler, error) {
	return textSampler(repeat(chars(2, hex), 6, 6, ":")), nil
}

// firefox is the function of Firefox's user agents, with a build date up to now's
// year.
func firefox(c *compiler, _ args) (*Sampler, error) {
	windows, linux := list("computer", "windows_platform"), join(literal("X11; Linux "), list("computer", "linux_processor"))
	mac := join(literal("Macintosh; "), list("computer", "mac_processor"), c.mustPattern(" Mac OS X 10_{number:5,9}_{number:0,10}"))
	return textSampler(join(
		literal("Mozilla/5.0 ("),
		choice(
			join(windows, c.mustPattern("; en-US; rv:1.9.{number:0,3}.20) ")),
			join(linux, c.mustPattern("; rv:{number:5,8}.0) ")),
			join(mac, c.mustPattern(" rv:{number:2,7}.0) ")),
		),
		c.mustPattern("Gecko/{date:2006-01-02} Firefox/{number:35,37}.0"),
	)), nil
}

// uuid is the function of version 4 UUIDs.
func uuid(*compiler, args) (*Sampler, error) {
	return textSampler(text{func(dst []byte, key uint64) []byte {
		var b [16]byte
		binary.BigEndian.PutUint64(b[:8], key)
		binary.BigEndian.PutUint64(b[8:], part(key, 0))
		b[6] = b[6]&0x0f | 4<<4
		b[8] = b[8]&0x3f | 0x80
		for i, end := range [...]int{4, 6, 8, 10, 16} {
			if i > 0 {
				dst = append(dst, '-')
			}
			dst = stdhex.AppendEncode(dst, b[[...]int{0, 4, 6, 8, 10}[i]:end])
		}
		return dst
	}, 36}), nil
}

// flightNumber is the function of two letters with a number of 1 to 4 digits.
func flightNumber(c *compiler, _ args) (*Sampler, error) {
	return textSampler(join(chars(2, uppers), c.mustPattern("{number:1,9999}"))), nil
}

// airlineSeat is the function of a row from 1 to 60 with a seat from A to K, without
// I.
func airlineSeat(c *compiler, _ args) (*Sampler, error) {
	return textSampler(join(c.mustPattern("{number:1,60}"), chars(1, "ABCDEFGHJK"))), nil
}

// hexColor is the function of # with six hexadecimal digits.
func hexColor(*compiler, args) (*Sampler, error) {
	return textSampler(join(literal("#"), chars(6, hex))), nil
}
