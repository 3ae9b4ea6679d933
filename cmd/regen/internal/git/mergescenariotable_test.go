package git

const (
	sales  = "keyed id: id int64, name utf8, total int64 => "
	pairs  = "keyed day shop: day utf8, shop utf8, n int64 => "
	bag    = "multiset: a utf8, b int64 => "
	series = "ordered: a utf8, b int64 => "
	six    = "1,a,10; 2,b,20; 3,c,30; 4,d,40; 5,e,50; 6,f,60"
)

var scenarios = []scenario{
	// Rows of a keyed golden.
	{
		name: "each adds a row at the same place", base: sales + "1,a,10; 9,z,90", ours: "1,a,10; 4,d,40; 9,z,90",
		theirs: "1,a,10; 5,e,50; 9,z,90", want: "1,a,10; 4,d,40; 5,e,50; 9,z,90",
	},
	{
		name: "both add the same row", base: sales + "1,a,10",
		ours:   "1,a,10; 2,b,20; 3,c,30",
		theirs: "1,a,10; 2,b,20",
		want:   "1,a,10; 2,b,20; 3,c,30",
	},
	{
		name: "both add a row of one key with other cells", base: sales + "1,a,10", ours: "1,a,10; 2,b,20",
		theirs: "1,a,10; 2,b,21", want: conflict,
	},
	{
		name: "one deletes a row that the other changes", base: sales + six,
		ours:   "1,a,10; 2,b,20; 4,d,40; 5,e,50; 6,f,60",
		theirs: "1,a,10; 2,b,20; 3,c,31; 4,d,40; 5,e,50; 6,f,60", want: conflict,
	},
	{
		name: "both delete one row", base: sales + six, ours: "1,a,10; 2,b,20; 4,d,40; 5,e,50; 6,f,60",
		theirs: "1,a,10; 2,b,20; 4,d,40; 5,e,50; 6,f,61", want: "1,a,10; 2,b,20; 4,d,40; 5,e,50; 6,f,61",
	},
	{
		name: "each deletes another row", base: sales + six, ours: "1,a,10; 2,b,20; 4,d,40; 5,e,50; 6,f,60",
		theirs: "1,a,10; 2,b,20; 3,c,30; 5,e,50; 6,f,60", want: "1,a,10; 2,b,20; 5,e,50; 6,f,60",
	},
	{name: "each deletes all rows but some", base: sales + six, ours: "1,a,10", theirs: "6,f,60", want: "none"},
	{
		name: "both change one cell alike", base: sales + six, ours: "1,a,11; 2,b,20; 3,c,30; 4,d,40; 5,e,50; 6,f,60",
		theirs: "1,a,11; 2,b,20; 3,c,30; 4,d,40; 5,e,50; 6,f,66",
		want:   "1,a,11; 2,b,20; 3,c,30; 4,d,40; 5,e,50; 6,f,66",
	},
	{
		name: "both change one cell", base: sales + six, ours: "1,a,11; 2,b,20; 3,c,30; 4,d,40; 5,e,50; 6,f,60",
		theirs: "1,a,12; 2,b,20; 3,c,30; 4,d,40; 5,e,50; 6,f,60", want: conflict,
	},
	{
		name: "each changes another cell of one row", base: sales + "1,a,10; 2,b,20", ours: "1,x,10; 2,b,20",
		theirs: "1,a,11; 2,b,20", want: "1,x,11; 2,b,20",
	},
	{
		name: "one makes a cell null, the other another value", base: sales + "1,a,10",
		ours:   "1,a,null",
		theirs: "1,a,11",
		want:   conflict,
	},
	{
		name: "one makes a cell null, the other empties another", base: sales + "1,a,10", ours: "1,a,null",
		theirs: `1,"",10`, want: `1,"",null`,
	},
	{
		name: "one empties a cell, the other makes it null", base: sales + "1,a,10",
		ours:   `1,"",10`,
		theirs: "1,null,10",
		want:   conflict,
	},
	{
		name: "one writes the text null, the other a null", base: sales + "1,a,10", ours: `1,"null",10`,
		theirs: "1,null,10", want: conflict,
	},
	{
		name: "both delete a row, and one adds one with a cell of it", base: sales + "1,x,10; 2,x,20; 3,c,30; 4,d,40; 5,e,50",
		ours: "1,x,10; 3,c,30; 4,d,40; 5,e,50; 9,x,90", theirs: "1,x,10; 3,c,30; 4,d,40; 5,e,50",
		want: "1,x,10; 3,c,30; 4,d,40; 5,e,50; 9,x,90",
	},
	{
		name: "both give a row another key", base: sales + "1,a,10; 4,d,40; 9,z,90", ours: "2,a,10; 4,d,40; 9,z,90",
		theirs: "4,d,40; 7,a,10; 9,z,90", want: conflict,
	},
	{
		name: "both give a row another key, one with another cell", base: sales + "1,a,10; 4,d,40; 9,z,90",
		ours: "2,a,11; 4,d,40; 9,z,90", theirs: "4,d,40; 7,a,10; 9,z,90", want: conflict,
	},
	{
		name: "both give a row one key", base: sales + "1,a,10; 4,d,40",
		ours:   "2,a,10; 4,d,40",
		theirs: "2,a,10; 4,d,41",
		want:   "2,a,10; 4,d,41",
	},
	{
		name: "one gives a row another key, the other changes it", base: sales + "1,a,10; 4,d,40",
		ours:   "2,a,10; 4,d,40",
		theirs: "1,a,11; 4,d,40", want: conflict,
	},
	{
		name: "one gives a row another key, the other changes another", base: sales + "1,a,10; 4,d,40",
		ours: "2,a,10; 4,d,40", theirs: "1,a,10; 4,d,41", want: "2,a,10; 4,d,41",
	},
	{
		name: "one gives a row the key of a row that the other adds", base: sales + "1,a,10", ours: "2,a,10",
		theirs: "1,a,10; 2,b,20", want: conflict,
	},
	{
		name: "keys of two columns that look alike when joined",
		base: `keyed a b: a utf8, b utf8, n int64 => 1,"2, b 3",1; "1, b 2",3,2`,
		ours: `1,"2, b 3",5; "1, b 2",3,2`, theirs: `1,"2, b 3",1; "1, b 2",3,7`, want: `1,"2, b 3",5; "1, b 2",3,7`,
	},
	{
		name: "each adds a row of one day to another shop", base: pairs + "mon,a,1; tue,a,1",
		ours:   "mon,a,1; mon,b,2; tue,a,1",
		theirs: "mon,a,1; mon,c,3; tue,a,1", want: "mon,a,1; mon,b,2; mon,c,3; tue,a,1",
	},
	{
		name: "each changes a row of one day", base: pairs + "mon,a,1; mon,b,2", ours: "mon,a,5; mon,b,2",
		theirs: "mon,a,1; mon,b,6", want: "mon,a,5; mon,b,6",
	},

	// Columns of a keyed golden.
	{
		name: "one renames a column, the other adds a row", base: sales + "1,a,10",
		ours: "keyed id: id int64, name utf8, sum int64 => 1,a,10", theirs: "1,a,10; 2,b,20",
		want: "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,20",
	},
	{
		name: "one renames a column, the other changes a cell of it", base: sales + "1,a,10; 2,b,20",
		ours: "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,20", theirs: "1,a,10; 2,b,21",
		want: "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,21",
	},
	{
		name: "both rename a column differently", base: sales + "1,a,10; 2,b,20",
		ours:   "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,20",
		theirs: "keyed id: id int64, name utf8, amount int64 => 1,a,10; 2,b,20", want: conflict,
	},
	{
		name: "both rename a column alike", base: sales + "1,a,10; 2,b,20",
		ours:   "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,20",
		theirs: "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,21",
		want:   "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,21",
	},
	{
		name: "each renames another column", base: sales + "1,a,10; 2,b,20",
		ours:   "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,20",
		theirs: "keyed id: id int64, label utf8, total int64 => 1,a,10; 2,b,20",
		want:   "keyed id: id int64, label utf8, sum int64 => 1,a,10; 2,b,20",
	},
	{
		name: "one renames a column, the other removes it", base: sales + "1,a,10; 2,b,20",
		ours:   "keyed id: id int64, name utf8, sum int64 => 1,a,10; 2,b,20",
		theirs: "keyed id: id int64, name utf8 => 1,a; 2,b", want: conflict,
	},
	{
		name: "one renames a column to a name that the other adds", base: sales + "1,a,10",
		ours:   "keyed id: id int64, name utf8, sum int64 => 1,a,10",
		theirs: "keyed id: id int64, name utf8, total int64, sum int64 => 1,a,10,5", want: conflict,
	},
	{
		name: "one exchanges the names of two columns", base: "keyed id: id int64, a int64, b int64 => 1,2,3; 4,5,6",
		ours: "keyed id: id int64, b int64, a int64 => 1,2,3; 4,5,6", theirs: "1,2,3; 4,5,6; 7,8,9",
		want: "keyed id: id int64, b int64, a int64 => 1,2,3; 4,5,6; 7,8,9",
	},
	{
		name: "multiset: one exchanges the names of two columns", base: "multiset: a int64, b int64 => 2,3; 4,5",
		ours: "multiset: b int64, a int64 => 2,3; 4,5", theirs: "2,3; 4,5; 7,8",
		want: "multiset: b int64, a int64 => 2,3; 4,5; 7,8",
	},
	{
		name: "one renames a key column, the other adds a row", base: sales + "1,a,10",
		ours: "keyed key: key int64, name utf8, total int64 => 1,a,10", theirs: "1,a,10; 2,b,20",
		want: "keyed key: key int64, name utf8, total int64 => 1,a,10; 2,b,20",
	},
	{
		name: "one widens a column, the other adds a row", base: "keyed id: id int64, n int32 => 1,10",
		ours: "keyed id: id int64, n int64 => 1,10", theirs: "1,10; 2,20",
		want: "keyed id: id int64, n int64 => 1,10; 2,20",
	},
	{
		name: "one turns a column to floats and changes its cells, the other adds a row",
		base: "keyed id: id int64, n int64 => 1,1000", ours: "keyed id: id int64, n float64 => 1,10",
		theirs: "1,1000; 2,2000", want: conflict,
	},
	{
		name: "one widens a column, the other changes a cell", base: "keyed id: id int64, n int32 => 1,10; 2,20",
		ours: "keyed id: id int64, n int64 => 1,10; 2,20", theirs: "1,10; 2,21",
		want: "keyed id: id int64, n int64 => 1,10; 2,21",
	},
	{
		name: "both give a column another type", base: "keyed id: id int64, n int32 => 1,10",
		ours: "keyed id: id int64, n int64 => 1,10", theirs: "keyed id: id int64, n float64 => 1,10", want: conflict,
	},
	{
		name: "one narrows a column, the other writes a value that does not fit",
		base: "keyed id: id int64, n int64 => 1,10",
		ours: "keyed id: id int64, n int8 => 1,10", theirs: "1,10; 2,3000", want: conflict,
		lines: "the golden does not read",
	},
	{
		name:   "one makes a column not null, the other writes a null",
		base:   "keyed id: id int64, n int64 => 1,10; 2,20; 3,30",
		ours:   "keyed id: id int64, n int64 not null => 1,10; 2,20; 3,30",
		theirs: "1,10; 2,20; 3,null", want: conflict,
		lines: "the golden does not read",
	},
	{
		name: "one makes a column not null, the other adds a row",
		base: "keyed id: id int64, n int64 => 1,10; 2,20; 3,30",
		ours: "keyed id: id int64, n int64 not null => 1,10; 2,20; 3,30", theirs: "1,10; 2,20; 3,30; 4,40",
		want: "keyed id: id int64, n int64 not null => 1,10; 2,20; 3,30; 4,40",
	},
	{
		name:   "one fills the nulls and makes the column not null, the other makes another null",
		base:   "keyed id: id int64, n int64 => 1,null; 2,20",
		ours:   "keyed id: id int64, n int64 not null => 1,0; 2,20",
		theirs: "1,null; 2,null", want: conflict,
	},
	{
		name: "both add one column", base: sales + "1,a,10; 2,b,20",
		ours:   "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1; 2,b,20,2",
		theirs: "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,11,1; 2,b,20,2",
		want:   "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,11,1; 2,b,20,2",
	},
	{
		name: "both add a column of one name and other cells", base: sales + "1,a,10",
		ours:   "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1",
		theirs: "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,2", want: conflict,
	},
	{
		name: "both add a column of one name and other types", base: sales + "1,a,10",
		ours:   "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1",
		theirs: "keyed id: id int64, name utf8, total int64, tax float64 => 1,a,10,1", want: conflict,
	},
	{
		name: "each adds a column", base: sales + "1,a,10; 2,b,20",
		ours:   "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1; 2,b,20,2",
		theirs: "keyed id: id int64, name utf8, city utf8, total int64 => 1,a,x,10; 2,b,y,20",
		want:   "keyed id: id int64, name utf8, city utf8, total int64, tax int64 => 1,a,x,10,1; 2,b,y,20,2",
	},
	{
		name: "one adds a column, the other a row", base: sales + "1,a,10",
		ours: "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1", theirs: "1,a,10; 2,b,20",
		want: conflict,
	},
	{
		name: "one adds a column, the other changes a cell", base: sales + "1,a,10",
		ours: "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1", theirs: "1,a,11",
		want: "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,11,1",
	},
	{
		name: "one adds a column, the other deletes a row", base: sales + "1,a,10; 2,b,20",
		ours: "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1; 2,b,20,2", theirs: "1,a,10",
		want: "keyed id: id int64, name utf8, total int64, tax int64 => 1,a,10,1",
	},
	{
		name: "one removes a column, the other changes a cell of it", base: sales + "1,a,10; 2,b,20",
		ours: "keyed id: id int64, name utf8 => 1,a; 2,b", theirs: "1,a,10; 2,b,21", want: conflict,
	},
	{
		name: "one removes a column, the other adds a row", base: sales + "1,a,10",
		ours: "keyed id: id int64, name utf8 => 1,a", theirs: "1,a,10; 2,b,20",
		want: "keyed id: id int64, name utf8 => 1,a; 2,b",
	},
	{
		name: "both remove one column", base: sales + "1,a,10", ours: "keyed id: id int64, name utf8 => 1,a",
		theirs: "keyed id: id int64, name utf8 => 1,b", want: "keyed id: id int64, name utf8 => 1,b",
	},
	{
		name: "one moves a column, the other changes a cell", base: sales + "1,a,10",
		ours: "keyed id: id int64, total int64, name utf8 => 1,10,a", theirs: "1,a,11",
		want: "keyed id: id int64, total int64, name utf8 => 1,11,a",
	},
	{
		name:   "one adds a key column, the other changes a row",
		base:   "keyed day: day utf8, shop utf8, n int64 => mon,a,1; tue,a,2; wed,a,3; thu,a,4",
		ours:   "keyed day shop: day utf8, shop utf8, n int64 => mon,a,1; mon,b,5; thu,a,4; tue,a,2; wed,a,3",
		theirs: "mon,a,1; tue,a,7; wed,a,3; thu,a,4", want: conflict,
	},

	// Multisets.
	{
		name: "multiset: each makes another of one row", base: bag + "x,1",
		ours:   "x,2",
		theirs: "x,3", want: conflict,
	},
	{
		name: "multiset: each makes another of one row, far apart", base: bag + "b,0; k,1; m,2; t,3; x,4",
		ours:   "a,2; b,0; k,1; t,3; x,4",
		theirs: "b,0; k,1; t,3; x,4; z,2", want: conflict,
		lines: "a row becomes two",
	},
	{
		name: "multiset: one changes a row, the other deletes it", base: bag + "b,0; k,1; m,2; t,3; x,4",
		ours: "b,0; k,1; t,3; x,4; z,2", theirs: "b,0; k,1; t,3; x,4", want: conflict, lines: "the deletion is lost",
	},
	{
		name: "multiset: each adds a row", base: bag + "b,0; k,1", ours: "b,0; c,5; k,1", theirs: "b,0; d,6; k,1",
		want: "b,0; c,5; d,6; k,1",
	},
	{
		name: "multiset: both add one row", base: bag + "b,0; k,1; m,2; t,3; x,4",
		ours:   "a,7; b,0; k,1; m,2; t,3; x,4; z,9",
		theirs: "a,7; b,0; k,1; m,2; t,3; x,4", want: "a,7; b,0; k,1; m,2; t,3; x,4; z,9",
	},
	{
		name: "multiset: both delete one of two equal rows", base: bag + "b,0; k,1; k,1; m,2; t,3; x,4",
		ours:   "b,0; k,1; m,2; t,3; x,4; z,9",
		theirs: "b,0; k,1; m,2; t,3; x,4",
		want:   "b,0; k,1; m,2; t,3; x,4; z,9",
	},
	{
		name: "multiset: each deletes another number of equal rows", base: bag + "k,1; k,1; k,1; m,2",
		ours:   "k,1; k,1; m,2",
		theirs: "k,1; m,2", want: conflict,
	},
	{
		name: "multiset: one adds a copy of a row, the other deletes it", base: bag + "b,0; k,1; m,2",
		ours:   "b,0; k,1; k,1; m,2",
		theirs: "b,0; m,2", want: conflict,
	},
	{
		name: "multiset: each changes another row", base: bag + "b,0; k,1; m,2; t,3", ours: "b,5; k,1; m,2; t,3",
		theirs: "b,0; k,1; m,2; t,7", want: "b,5; k,1; m,2; t,7",
	},
	{
		name: "multiset: each changes another column of all rows",
		base: "multiset: k utf8, a int64, b int64 => x,1,1; y,2,2",
		ours: "x,10,1; y,20,2", theirs: "x,1,5; y,2,6", want: conflict,
	},
	{
		name: "multiset: one renames a column, the other adds a row", base: bag + "k,1; m,2",
		ours: "multiset: a utf8, n int64 => k,1; m,2", theirs: "k,1; m,2; z,3",
		want: "multiset: a utf8, n int64 => k,1; m,2; z,3",
	},
	{
		name: "multiset: one adds a column, the other a row", base: bag + "k,1; m,2",
		ours: "multiset: a utf8, b int64, c int64 => k,1,7; m,2,8", theirs: "k,1; m,2; z,3", want: conflict,
	},
	{
		name:   "multiset: one adds a column, the other has other inputs",
		base:   "multiset: a utf8, b int64 | a 1 | b 1 | c 1 | d 1 | e 1 => k,1; m,2",
		ours:   "multiset: a utf8, b int64, c int64 | a 1 | b 1 | c 1 | d 1 | e 1 => k,1,7; m,2,8",
		theirs: "multiset: a utf8, b int64 | a 1 | b 1 | c 2 | d 1 | e 1 => k,1; m,2",
		want:   "multiset: a utf8, b int64, c int64 | a 1 | b 1 | c 2 | d 1 | e 1 => k,1,7; m,2,8",
	},
	{
		name: "multiset: one gives it a key, the other changes a row", base: bag + "b,0; k,1; m,2; t,3; x,4",
		ours:   "keyed a: a utf8, b int64 => a,2; b,0; k,1; t,3; x,4",
		theirs: "b,0; k,1; t,3; x,4; z,2", want: conflict,
		lines: "a row becomes two",
	},

	// Rows in order.
	{
		name: "ordered: each changes another row", base: series + "a,1; b,2; c,3; d,4", ours: "a,9; b,2; c,3; d,4",
		theirs: "a,1; b,2; c,3; d,8", want: "a,9; b,2; c,3; d,8",
	},
	{
		name: "ordered: each adds a row at the same place", base: series + "a,1; b,2", ours: "a,1; x,5; b,2",
		theirs: "a,1; y,6; b,2", want: conflict,
	},
	{
		name: "ordered: both add the same row", base: series + "a,1; b,2; c,3; d,4", ours: "a,1; x,5; b,2; c,3; d,4",
		theirs: "a,1; x,5; b,2; c,3; d,8", want: "a,1; x,5; b,2; c,3; d,8",
	},
	{
		name: "ordered: one moves a row, the other changes it", base: series + "a,1; b,2; c,3; d,4",
		ours:   "b,2; c,3; d,4; a,1",
		theirs: "a,7; b,2; c,3; d,4", want: conflict,
	},
	{
		name: "ordered: one moves a row, the other changes another", base: series + "a,1; b,2; c,3; d,4; e,5",
		ours: "b,2; a,1; c,3; d,4; e,5", theirs: "a,1; b,2; c,3; d,4; e,6", want: "b,2; a,1; c,3; d,4; e,6",
	},
	{
		name: "ordered: one renames a column, the other adds a row", base: series + "a,1; b,2",
		ours: "ordered: a utf8, n int64 => a,1; b,2", theirs: "a,1; b,2; c,3",
		want: "ordered: a utf8, n int64 => a,1; b,2; c,3",
	},
	{
		name: "ordered: one makes a column not null, the other writes a null", base: series + "a,1; b,2; c,3",
		ours: "ordered: a utf8, b int64 not null => a,1; b,2; c,3", theirs: "a,1; b,2; c,null", want: conflict,
		lines: "the golden does not read",
	},
	{
		name: "ordered: one turns floats to whole numbers, the other writes a fraction",
		base: "ordered: a utf8, b float64 => a,1; b,2; c,3", ours: "ordered: a utf8, b int64 => a,1; b,2; c,3",
		theirs: "a,1; b,2; c,3.5", want: conflict, lines: "the golden does not read",
	},

	// Awkward texts.
	{
		name: "texts that look like marks of a conflict", base: sales + `1,"<<<<<<< ours",10; 2,"=======",20`,
		ours: `1,"<<<<<<< ours",11; 2,"=======",20`, theirs: `1,"<<<<<<< ours",10; 2,">>>>>>> theirs",20`,
		want: `1,"<<<<<<< ours",11; 2,">>>>>>> theirs",20`,
	},
	{
		name: "texts with line ends, quotes, backslashes and pipes", base: sales + `1,"a\nb",10; 2,c|d,20; 3,"e\"f",30`,
		ours: `1,"a\nB",10; 2,c|d,20; 3,"e\"f",30`, theirs: `1,"a\nb",10; 2,c|d,20; 3,"e\"F\\g\"",33`,
		want: `1,"a\nB",10; 2,c|d,20; 3,"e\"F\\g\"",33`,
	},
	{
		name: "texts from right to left, and of combining letters", base: sales + "1,שלום,10; 2,\u00e9,20",
		ours: "1,مرحبا,10; 2,\u00e9,20", theirs: "1,שלום,11; 2,e\u0301,20", want: "1,مرحبا,11; 2,e\u0301,20",
	},
	{
		name: "one composes a letter, the other decomposes it", base: sales + "1,e,20", ours: "1,\u00e9,20",
		theirs: "1,e\u0301,20", want: conflict,
	},
	{
		name: "numbers that are equal but not the same", base: "keyed id: id int64, x float64 => 1,0.1",
		ours: "1,-0", theirs: "1,0", want: conflict,
	},
	{
		name:   "both write NaN",
		base:   "keyed id: id int64, x float64, n int64 => 1,0.1,5",
		ours:   "1,NaN,5",
		theirs: "1,NaN,6",
		want:   "1,NaN,6",
	},
	{
		name:   "lists are cells",
		base:   "keyed id: id int64, tags list<utf8>, n int64 => 1,[],5",
		ours:   `1,["a"],5`,
		theirs: `1,[],6`,
		want:   `1,["a"],6`,
	},

	// Inputs.
	{
		name: "both change an input differently", base: "keyed id: id int64, n int64 | o 1 rows: n 1 => 1,10; 2,20",
		ours:   "keyed id: id int64, n int64 | o 1 rows: n 2 => 1,11; 2,20",
		theirs: "keyed id: id int64, n int64 | o 1 rows: n 3 => 1,10; 2,21",
		want:   "keyed id: id int64, n int64 | o 1 rows: n 2 => 1,11; 2,21",
	},
	{
		name:   "each changes another input",
		base:   "keyed id: id int64, n int64 | o 1 rows: n 1 | p 1 rows: n 1 => 1,10; 2,20",
		ours:   "keyed id: id int64, n int64 | o 1 rows: n 2 | p 1 rows: n 1 => 1,11; 2,20",
		theirs: "keyed id: id int64, n int64 | o 1 rows: n 1 | p 1 rows: n 5 => 1,10; 2,20",
		want:   "keyed id: id int64, n int64 | o 1 rows: n 2 | p 1 rows: n 5 => 1,11; 2,20",
	},

	// Files as they are.
	{
		name:   "no base",
		base:   "",
		ours:   "keyed id: id int64 => 1; 2",
		theirs: "keyed id: id int64 => 1; 3", want: conflict,
	},
	{
		name: "line ends of Windows on one side", base: series + "a,1; b,2; c,3",
		ours:   "# assay 1\r\n# order ordered\r\n# field a utf8\r\n# field b int64\r\na,b\r\na,1\r\nb,2\r\nc,9\r\n",
		theirs: "a,7; b,2; c,3", want: "a,7; b,2; c,9",
	},
	{
		name: "base does not end in a line end", base: "# assay 1\n# order ordered\n# field a int64\na\n1\n2\n3\n4",
		ours:   "ordered: a int64 => 9; 2; 3; 4",
		theirs: "ordered: a int64 => 1; 2; 3; 4",
		want:   "ordered: a int64 => 9; 2; 3; 4",
	},
	{
		name:   "a damaged base",
		base:   "# assay 1\n# order keyed a\n# field a int64\n# field n int64\na,n\n1,x\n2,2\n3,3\n4,4\n",
		ours:   "keyed a: a int64, n int64 => 1,1; 2,2; 3,3; 4,4",
		theirs: "# assay 1\n# order keyed a\n# field a int64\n# field n int64\na,n\n1,x\n2,2\n3,3\n4,5\n",
		want:   "keyed a: a int64, n int64 => 1,1; 2,2; 3,3; 4,5",
	},
	{
		name: "values: each changes another part", base: "# assay 1\n# value 2\na: 1\nb: 2\nc: 3\n",
		ours: "# assay 1\n# value 2\na: 9\nb: 2\nc: 3\n", theirs: "# assay 1\n# value 2\na: 1\nb: 2\nc: 8\n",
		want: "# assay 1\n# value 2\na: 9\nb: 2\nc: 8\n",
	},
	{
		name: "values: both change one part", base: "# assay 1\n# value 2\na: 1\nb: 2\nc: 3\n",
		ours:   "# assay 1\n# value 2\na: 9\nb: 2\nc: 3\n",
		theirs: "# assay 1\n# value 2\na: 8\nb: 2\nc: 3\n", want: conflict,
	},
	{
		name: "values: both add one key at another place", base: "# assay 1\n# value 2\na: 1\nm: 2\nz: 3\n",
		ours:   "# assay 1\n# value 2\na: 1\nk: 5\nm: 2\nz: 3\n",
		theirs: "# assay 1\n# value 2\na: 1\nm: 2\nz: 3\nk: 6\n",
		want:   conflict, lines: "the golden does not read",
	},
	{
		name:   "values: both change an element",
		base:   "# assay 1\n# value 2\nlines:\n  - sku: a\n    n: 1\n  - sku: b\n    n: 2\n",
		ours:   "# assay 1\n# value 2\nlines:\n  - sku: a\n    n: 5\n  - sku: b\n    n: 2\n",
		theirs: "# assay 1\n# value 2\nlines:\n  - sku: b\n    n: 2\n", want: conflict,
	},
}
