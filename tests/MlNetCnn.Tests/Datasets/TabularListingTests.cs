using System.Text;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class TabularListingTests : IDisposable
{
    private const string TwoRows = "filename,label\na.jpg,cat\nb.jpg,dog\n";

    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    private ImageDataset Read(string text, TableOptions? options = null, string name = "photos.csv", Encoding? encoding = null) =>
        ImageDataset.FromTable(_set.Table(text, name, encoding), options ?? new TableOptions());

    private MlNetCnnException Refused(string text, TableOptions? options = null) =>
        Assert.Throws<MlNetCnnException>(() => Read(text, options));

    private void AssertCatAndDog(ImageDataset images) =>
        Assert.Equal([(_set.At("a.jpg"), "cat"), (_set.At("b.jpg"), "dog")], images.Select(image => (image.Path, image.Label)));

    [Theory]
    [InlineData(TwoRows)]
    [InlineData("filename;label\na.jpg;cat\nb.jpg;dog\n")]
    [InlineData("filename\tlabel\na.jpg\tcat\nb.jpg\tdog\n")]
    [InlineData("filename,label\r\na.jpg,cat\r\nb.jpg,dog\r\n")]
    [InlineData("filename,label\ra.jpg,cat\rb.jpg,dog\r")]
    [InlineData("filename,label\r\na.jpg,cat\rb.jpg,dog\n")]
    [InlineData("filename,label\na.jpg,cat\nb.jpg,dog")]
    [InlineData("# made by hand; with, signs\n\nfilename,label\n\na.jpg,cat\n# half way\nb.jpg,dog\n\n\n")]
    [InlineData("sep=;\nfilename;label\na.jpg;cat\nb.jpg;dog\n")]
    [InlineData("\"filename\",\"label\"\n\"a.jpg\",\"cat\"\n\"b.jpg\",\"dog\"\n")]
    [InlineData("label,notes,filename\ncat,\"one, two\",a.jpg\ndog,,b.jpg\n")]
    [InlineData("Label , FileName\n cat , a.jpg\ndog,  b.jpg\n")]
    [InlineData("path,class\na.jpg,cat\nb.jpg,dog\n")]
    [InlineData("IMAGE,CLASS\na.jpg,cat\nb.jpg,dog\n")]
    [InlineData("file,label\na.jpg,cat\nb.jpg,dog\n")]
    [InlineData("filename,label,\na.jpg,cat,\nb.jpg,dog,\n")]
    [InlineData("filename,label\na.jpg,cat,,\nb.jpg,dog\n")]
    public void FromTable_Spellings_ReadTheSame(string text) => AssertCatAndDog(Read(text));

    [Fact]
    public void FromTable_Encodings_ReadTheSame()
    {
        const string Text = "filename,label\na.jpg,Käfer\nb.jpg,蝶\n";
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), new UTF8Encoding(false), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal(["Käfer", "蝶"], Read(Text, encoding: encoding).ClassNames);
        }
    }

    [Fact]
    public void FromTable_OtherEncodings_AreRefused()
    {
        File.WriteAllBytes(_set.At("latin.csv"), Encoding.Latin1.GetBytes("filename,label\na.jpg,cat\nb.jpg,Käfer\n"));
        File.WriteAllBytes(_set.At("wide.csv"), new UnicodeEncoding(false, byteOrderMark: false).GetBytes(TwoRows));

        var latin = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromTable(_set.At("latin.csv")));
        var wide = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromTable(_set.At("wide.csv")));

        Assert.Equal("TABLE_ENCODING", latin.Code);
        Assert.Contains("line 3", latin.Message, StringComparison.Ordinal);
        Assert.Equal("TABLE_ENCODING", wide.Code);
    }

    [Fact]
    public void FromTable_SpecifiedSeparator_OverridesDetection()
    {
        AssertCatAndDog(Read("filename|label\na.jpg|cat\nb.jpg|dog\n", new TableOptions { Separator = '|' }));
        Assert.Equal("TABLE_COLUMN_MISSING", Refused(TwoRows, new TableOptions { Separator = ';' }).Code);
    }

    [Fact]
    public void FromTable_QuotedCells_KeepWhatIsInside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows forbids such names.");
        var images = Read("filename,label\n\"a,b.jpg\",\"big \"\"cat\"\"\"\n\"line\nbreak.jpg\",dog\n\"#1.jpg\",cat\n\" space.jpg\",dog\n5\" nail.jpg,nail\n");

        Assert.Equal(
            ["a,b.jpg", "line\nbreak.jpg", "#1.jpg", " space.jpg", "5\" nail.jpg"],
            images.Select(image => Path.GetRelativePath(_set.Root, image.Path)));
        Assert.Equal("big \"cat\"", images[0].Label);
    }

    [Fact]
    public void FromTable_CommentBetweenRows_IsReported()
    {
        var images = Read("filename,label\na.jpg,cat\n#1.jpg,cat\n\n\"b\n.jpg\",dog\nc.jpg,dog\n");

        var warning = Assert.Single(images.Warnings, warning => warning.Contains("skipped", StringComparison.Ordinal));
        Assert.Contains("2 lines", warning, StringComparison.Ordinal);
        Assert.Contains("line 3", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(Read(TwoRows).Warnings, other => other.Contains("skipped", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("filename,label\n#1.jpg,cat\na.jpg,cat\nb.jpg,dog\n", 2)]
    [InlineData("filename,label\na.jpg,cat\nb.jpg,dog\n#1.jpg,cat", 4)]
    [InlineData("# head\nfilename,label\na.jpg,cat\nb.jpg,dog\n#1.jpg,cat\n\n", 5)]
    [InlineData("filename,label\na.jpg,cat\nb.jpg,dog\n\n\n\n", 0)]
    [InlineData("\"file\nname\",filename,label\n1,a.jpg,cat\n2,b.jpg,dog\n", 0)]
    public void FromTable_CommentBeforeTheFirstRowOrAfterTheLast_IsReported(string text, int line)
    {
        var warnings = Read(text).Warnings.Where(warning => warning.Contains("skipped", StringComparison.Ordinal));

        Assert.Equal(line == 0 ? [] : [$"the first at line {line}"], warnings.Select(warning => warning.Split("; ")[0].Split(", ")[^1]));
    }

    [Fact]
    public void FromTable_SeveralMatchingColumns_SaysWhichIsUsed()
    {
        var warning = Assert.Single(Read("path,filename,label\nx/a.jpg,a.jpg,cat\nx/b.jpg,b.jpg,dog\n").Warnings, warning => warning.Contains("match too", StringComparison.Ordinal));

        Assert.Contains("the paths are taken from the column 'filename'; 'path' would match too (PathColumn)", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTable_SplitColumnNone_LeavesAColumnOfThatNameAlone()
    {
        const string text = "filename,label,part\na.jpg,cat,wing\nb.jpg,dog,beak\n";

        Assert.Contains("set SplitColumn to none", Refused(text).Fix, StringComparison.Ordinal);
        Assert.All(Read(text, new TableOptions { SplitColumn = "none" }), image => Assert.Equal(DatasetSplit.Unassigned, image.Split));
    }

    [Fact]
    public void FromTable_OneComment_IsReportedInTheSingular() =>
        Assert.Contains(
            Read("filename,label\na.jpg,cat\n#1.jpg,cat\nb.jpg,dog\n").Warnings,
            warning => warning.Contains("1 line after the header, empty or a comment, was skipped", StringComparison.Ordinal));

    [Fact]
    public void FromTable_OneCellTooMany_IsReportedInTheSingular() =>
        Assert.Contains("has 1 cell more", Assert.Single(Read("filename,label\na.jpg,cat,x\nb.jpg,dog\n").Errors).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("filename,label\na.jpg,cat\n\"b.jpg,dog\nc.jpg,cat\n", 3)]
    public void FromTable_QuoteNeverClosed_NamesTheLine(string text, int line)
    {
        var exception = Refused(text);

        Assert.Equal("TABLE_MALFORMED", exception.Code);
        Assert.Contains($"line {line}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTable_QuoteNeverClosedInALargeTable_DoesNotSwallowIt()
    {
        var text = new StringBuilder("filename,label\n\"a.jpg,cat\n");
        for (var i = 0; i < 300_000; i++)
        {
            text.Append("b.jpg,dog\n");
        }

        Assert.Equal("TABLE_MALFORMED", Refused(text.ToString()).Code);
    }

    [Fact]
    public void FromTable_NamedColumns_AreFoundInAnyCase()
    {
        const string Text = "Photo,Kind,filename,label\na.jpg,cat,x.jpg,wrong\nb.jpg,dog,y.jpg,wrong\n";

        AssertCatAndDog(Read(Text, new TableOptions { PathColumn = "Photo", LabelColumn = "kind" }));
        AssertCatAndDog(ImageDataset.FromTable(_set.At("photos.csv"), "Photo", "Kind"));
    }

    [Theory]
    [InlineData("Photo", null)]
    [InlineData(null, "kind")]
    public void FromTable_NamedColumnMissing_ListsTheColumns(string? path, string? label)
    {
        var exception = Refused("filename,label,size\na.jpg,cat,3\n", new TableOptions { PathColumn = path, LabelColumn = label });

        Assert.Equal("TABLE_COLUMN_MISSING", exception.Code);
        Assert.Contains("'filename', 'label', 'size'", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{path ?? label}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTable_NamedSplitOrGroupMissing_IsRefused()
    {
        Assert.Equal("TABLE_COLUMN_MISSING", Refused(TwoRows, new TableOptions { SplitColumn = "fold" }).Code);
        Assert.Equal("TABLE_COLUMN_MISSING", Refused(TwoRows, new TableOptions { GroupColumn = "object" }).Code);
    }

    [Theory]
    [InlineData("a.jpg,cat\nb.jpg,dog\n", "TABLE_NO_HEADER")]
    [InlineData("", "TABLE_NO_HEADER")]
    [InlineData("\n\n", "TABLE_NO_HEADER")]
    [InlineData("cat,dog\n1,2\n", "TABLE_COLUMN_MISSING")]
    [InlineData("filename\na.jpg\n", "TABLE_COLUMN_MISSING")]
    [InlineData("filename,label,label\na.jpg,cat,dog\n", "TABLE_DUPLICATE_COLUMN")]
    [InlineData("filename,Label,label\na.jpg,cat,dog\n", "TABLE_DUPLICATE_COLUMN")]
    [InlineData("filename,label\n", "DATA_NO_IMAGES")]
    [InlineData("filename,label,split\na.jpg,cat,wing\n", "TABLE_SPLIT_VALUE")]
    public void FromTable_InvalidTable_IsRefusedWithItsCode(string text, string code)
    {
        var exception = Refused(text);

        Assert.Equal(code, exception.Code);
        Assert.Equal(ErrorKind.Data, exception.Kind);
    }

    [Fact]
    public void FromTable_SplitValues_BecomeSplits()
    {
        var images = Read("filename,label,split\n1.jpg,a,train\n2.jpg,a,Val\n3.jpg,a,valid\n4.jpg,a,VALIDATION\n5.jpg,a, test \n6.jpg,a,\n7.jpg,a\n");

        Assert.Equal(
            [DatasetSplit.Train, DatasetSplit.Validation, DatasetSplit.Validation, DatasetSplit.Validation, DatasetSplit.Test, DatasetSplit.Unassigned, DatasetSplit.Unassigned],
            images.Select(image => image.Split));
    }

    [Fact]
    public void FromTable_GroupColumn_IsReadOnlyWhenNamed()
    {
        const string Text = "filename,label,group\na.jpg,cat, tom \nb.jpg,dog,\n";

        Assert.All(Read(Text), image => Assert.Null(image.Group));
        Assert.Equal(["tom", null], Read(Text, new TableOptions { GroupColumn = "group" }).Select(image => image.Group));
    }

    [Fact]
    public void FromTable_MissingCells_AreErrorsWithTheirLine()
    {
        var images = Read("filename,label\n1.jpg,cat\n2.jpg,\n3.jpg,   \n4.jpg\n,dog\n5.jpg,dog\n\"6\n.jpg\",\"\"\n7.jpg, \n");

        Assert.Equal(2, images.Count);
        Assert.Equal(
            ["LABEL_MISSING", "LABEL_MISSING", "LABEL_MISSING", "IMG_PATH_MISSING", "LABEL_MISSING", "LABEL_MISSING"],
            images.Errors.Select(error => error.Code));
        Assert.Equal(
            ["line 3 has no label", "line 4 has no label", "line 5 has no label", "line 6 has no path", "line 8 has no label", "line 10 has no label"],
            images.Errors.Select(error => error.Reason));
        Assert.Equal(_set.At("2.jpg"), images.Errors[0].Path);
    }

    [Fact]
    public void FromTable_AllRowsInvalid_IsRefused()
    {
        var exception = Refused("filename,label\n1.jpg,\n2.jpg,\n");

        Assert.Equal("DATA_NO_IMAGES", exception.Code);
        Assert.Contains("0 of 2 can be used", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 2 has no label", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTable_LabelsThatLookLikeNothing_AreLabels()
    {
        var images = Read("filename,label\n1.jpg,NaN\n2.jpg,null\n3.jpg,0\n4.jpg, cat \n5.jpg,NA\n");

        Assert.Equal(["0", "NA", "NaN", "cat", "null"], images.ClassNames);
        Assert.Empty(images.Errors);
    }

    [Fact]
    public void FromTable_SurplusCells_AreAnError()
    {
        var error = Assert.Single(Read("filename,label\na,b.jpg,cat\nc.jpg,dog\n").Errors);

        Assert.Equal("ROW_MALFORMED", error.Code);
        Assert.Contains("line 2", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTable_RelativePaths_StartFromTheTable()
    {
        Directory.CreateDirectory(_set.At("lists"));
        var images = Read("filename,label\na.jpg,cat\nsub\\b.jpg,dog\n./c.jpg,dog\n", name: "lists/photos.csv");

        Assert.Equal([_set.At("lists/a.jpg"), _set.At("lists/sub/b.jpg"), _set.At("lists/c.jpg")], images.Select(image => image.Path));
    }

    [Fact]
    public void FromTable_ImageRoot_IsWhereRelativePathsStart()
    {
        _set.Folder("pictures");

        Assert.Equal(_set.At("pictures/a.jpg"), Read(TwoRows, new TableOptions { ImageRoot = _set.At("pictures") })[0].Path);
        Assert.Equal("PATH_NOT_FOUND", Refused(TwoRows, new TableOptions { ImageRoot = _set.At("nowhere") }).Code);
    }

    [Fact]
    public void FromTable_PathThatLeavesTheRoot_IsRefusedUnlessAbsolute()
    {
        var outside = Path.GetFullPath(Path.Combine(_set.Root, "..", "elsewhere.jpg"));
        var images = Read($"filename,label\na.jpg,cat\n../b.jpg,dog\nx/../../c.jpg,dog\nx/../d.jpg,dog\n\"{outside}\",cat\n..\\e.jpg,dog\n");

        Assert.Equal([_set.At("a.jpg"), _set.At("d.jpg"), outside], images.Select(image => image.Path));
        Assert.Equal(["IMG_OUTSIDE_ROOT", "IMG_OUTSIDE_ROOT", "IMG_OUTSIDE_ROOT"], images.Errors.Select(error => error.Code));
        Assert.Contains("line 3", images.Errors[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTable_SiblingThatSharesTheRootsName_IsOutside()
    {
        var sibling = Path.GetFileName(_set.Root) + "-other";

        Assert.Equal("IMG_OUTSIDE_ROOT", Assert.Single(Read($"filename,label\n../{sibling}/a.jpg,cat\nb.jpg,dog\n").Errors).Code);
    }

    [Fact]
    public void FromTable_InvalidPath_IsAnError()
    {
        var error = Assert.Single(Read("filename,label\na\0.jpg,cat\nb.jpg,dog\n").Errors);

        Assert.Equal("IMG_PATH_INVALID", error.Code);
    }

    [Fact]
    public void FromTable_SameFileTwice_IsKeptOnceWithAWarning()
    {
        var images = Read("filename,label\na.jpg,cat\nb.jpg,dog\n./a.jpg,cat\nx/../a.jpg, cat\n");

        AssertCatAndDog(images);
        Assert.Contains(images.Warnings, warning => warning.StartsWith("2 rows or links repeat a file", StringComparison.Ordinal));
    }

    [Fact]
    public void FromTable_SameFileTwoLabels_IsRefused()
    {
        var exception = Refused("filename,label\na.jpg,cat\na.jpg,dog\n");

        Assert.Equal("DATA_CONFLICTING_LABELS", exception.Code);
        Assert.Contains("'cat' and 'dog'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTable_SameFileTwoSplits_IsRefused() =>
        Assert.Equal("DATA_CONFLICTING_PARTS", Refused("filename,label,split\na.jpg,cat,train\na.jpg,cat,test\n").Code);

    [Fact]
    public void FromTable_MissingTable_SaysWhereItLooked()
    {
        var missing = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromTable(_set.At("no.csv")));
        var folder = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromTable(_set.Root));

        Assert.Equal("PATH_NOT_FOUND", missing.Code);
        Assert.Contains(_set.At("no.csv"), missing.Message, StringComparison.Ordinal);
        Assert.Equal("a folder", folder.Received);
    }

    [Fact]
    public void Rows_EndlessTable_AreReadOnDemand()
    {
        using var stream = new EndlessTable();

        var rows = TabularListing.Rows(stream, "endless", new TableOptions(), _ => { }).Take(1_000).ToList();

        Assert.Equal(1_000, rows.Count);
        Assert.Equal(("a.jpg", "cat", 1_001), (rows[^1].Path, rows[^1].Label, rows[^1].Number));
        Assert.InRange(stream.BytesRead, 1, 1 << 20);
    }

    [Fact]
    public void FromTable_BundledTable_ListsImagesThatExist()
    {
        var images = ImageDataset.Open(Path.Combine(Repository.Emoji, "images.csv"));
        var folders = ImageDataset.Open(Repository.Emoji);

        Assert.Equal(["animals", "buildings", "clothing", "food", "vehicles"], images.ClassNames);
        Assert.Equal(306, images.Count(image => image.Split == DatasetSplit.Train));
        Assert.Equal(180, images.Count(image => image.Split == DatasetSplit.Test));
        Assert.All(images, image => Assert.True(File.Exists(image.Path)));
        Assert.Equal(folders.Fingerprint, images.Fingerprint);
    }

    /// <summary>A table without end.</summary>
    private sealed class EndlessTable : Stream
    {
        private static readonly byte[] Header = Encoding.UTF8.GetBytes("filename,label\n");
        private static readonly byte[] Row = Encoding.UTF8.GetBytes("a.jpg,cat\n");

        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => BytesRead; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++, BytesRead++)
            {
                buffer[offset + i] = BytesRead < Header.Length ? Header[BytesRead] : Row[(BytesRead - Header.Length) % Row.Length];
            }

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
