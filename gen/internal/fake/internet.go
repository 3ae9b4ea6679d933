package fake

import (
	"strconv"

	"github.com/brianvoe/gofakeit/v7/data"
)

// domainName makes two words and a suffix: directturn-key.info.
func domainName(*compiler, args) (*Sampler, error) {
	first, second := mapped(data.Job["descriptor"], noSpaces, lower), mapped(data.Company["bs"], noSpaces, lower)
	return textSampler(join(listed(first), listed(second), literal("."), list("internet", "domain_suffix"))), nil
}

// url makes addresses with a path of 1 to 4 words.
func url(c *compiler, _ args) (*Sampler, error) {
	path := repeat(listed(mapped(data.Company["bs"], noSpaces, lower)), 1, 4, "/")
	scheme := listed([]string{"https://www.", "http://www."})
	return textSampler(join(scheme, c.fn("domainname"), literal("/"), path)), nil
}

// ipv4 makes four bytes.
func ipv4(*compiler, args) (*Sampler, error) {
	return textSampler(textOf(len("255.255.255.255"), func(dst []byte, key uint64) []byte {
		for i := range 4 {
			if i > 0 {
				dst = append(dst, '.')
			}
			dst = strconv.AppendUint(dst, key>>56, 10)
			key <<= 8
		}
		return dst
	})), nil
}

// ipv6 makes eight hexadecimal numbers without leading zeros.
func ipv6(*compiler, args) (*Sampler, error) {
	group := textOf(len("ffff"), func(dst []byte, key uint64) []byte { return strconv.AppendUint(dst, key>>48, 16) })
	return textSampler(repeat(group, 8, 8, ":")), nil
}

// macAddress makes six hexadecimal bytes.
func macAddress(*compiler, args) (*Sampler, error) {
	return textSampler(textOf(len("00:00:00:00:00:00"), func(dst []byte, key uint64) []byte {
		for i := range 6 {
			if i > 0 {
				dst = append(dst, ':')
			}
			dst = append(dst, hex[key>>60], hex[key>>56&0xf])
			key <<= 8
		}
		return dst
	})), nil
}

// firefox makes Firefox's user agents, with a build date up to now's
// year.
func firefox(c *compiler, _ args) (*Sampler, error) {
	windows := list("computer", "windows_platform")
	linux := join(literal("X11; Linux "), list("computer", "linux_processor"))
	version := c.mustPattern(" Mac OS X 10_{number:5,9}_{number:0,10}")
	mac := join(literal("Macintosh; "), list("computer", "mac_processor"), version)
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

// uuid makes version 4 UUIDs.
func uuid(*compiler, args) (*Sampler, error) {
	return textSampler(textOf(36, func(dst []byte, key uint64) []byte {
		high, low := key&^(0xf<<12)|4<<12, part(key, 0)&^(3<<62)|2<<62
		var b [36]byte
		putHex(b[:8], high>>32)
		putHex(b[9:13], high>>16)
		putHex(b[14:18], high)
		putHex(b[19:23], low>>48)
		putHex(b[24:], low)
		b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
		return append(dst, b[:]...)
	})), nil
}

// putHex fills b with the low bits of n.
func putHex(b []byte, n uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = hex[n&0xf]
		n >>= 4
	}
}

// flightNumber makes two letters with a number of 1 to 4 digits.
func flightNumber(c *compiler, _ args) (*Sampler, error) {
	return textSampler(join(chars(2, uppers), c.mustPattern("{number:1,9999}"))), nil
}

// airlineSeat makes a row from 1 to 60 with a seat from A to K, without
// I.
func airlineSeat(c *compiler, _ args) (*Sampler, error) {
	return textSampler(join(c.mustPattern("{number:1,60}"), chars(1, "ABCDEFGHJK"))), nil
}

// hexColor makes # with six hexadecimal digits.
func hexColor(*compiler, args) (*Sampler, error) {
	return textSampler(join(literal("#"), chars(6, hex))), nil
}
