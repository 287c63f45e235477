using Microsoft.Data.Analysis;
using Microsoft.ML;
using Xunit;

namespace MlNetCnn.Tests;

public class DataViewListingTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void FromDataView_DataFrame_ListsItsRows()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("file", ["a.jpg", "b.jpg", null, "c.jpg"]),
            new StringDataFrameColumn("kind", ["cat", " dog ", "dog", null]));

        var images = ImageDataset.FromDataView(frame, "file", "kind");

        Assert.Equal([("a.jpg", "cat"), ("b.jpg", " dog ")], images.Select(image => (image.Path, image.Label)));
        Assert.Equal(["IMG_PATH_MISSING", "LABEL_MISSING"], images.Errors.Select(error => error.Code));
        Assert.Equal(["row 3 has no path", "row 4 has no label"], images.Errors.Select(error => error.Reason));
    }

    [Fact]
    public void FromDataView_DataFrameWithNumbers_ReadsThemAsLabels()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("file", ["a.jpg", "b.jpg", "c.jpg"]),
            new Int32DataFrameColumn("whole", [0, 10, 2]),
            new SingleDataFrameColumn("number", [0.5f, float.NaN, 2]),
            new BooleanDataFrameColumn("truth", [true, false, true]));

        Assert.Equal(["0", "10", "2"], ImageDataset.FromDataView(frame, "file", "whole").ClassNames);
        Assert.Equal(["false", "true"], ImageDataset.FromDataView(frame, "file", "truth").ClassNames);
        var numbers = ImageDataset.FromDataView(frame, "file", "number");
        Assert.Equal(["0.5", "2"], numbers.ClassNames);
        Assert.Equal("LABEL_MISSING", Assert.Single(numbers.Errors).Code);
    }

    [Fact]
    public void FromDataView_KeyLabel_ReadsItsNames()
    {
        var view = _ml.Data.LoadFromImages([new("a.jpg", "cat"), new("b.jpg", "dog"), new("c.jpg", "cat")]);
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(view).Transform(view);

        Assert.Equal(["cat", "dog", "cat"], ImageDataset.FromDataView(keyed, "ImagePath", "Key").Select(image => image.Label));
    }

    [Fact]
    public void FromDataView_KeyOfNumbersBooleansOrNothing_ReadsThemAsText()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("file", ["a.jpg", "b.jpg", "c.jpg"]),
            new Int32DataFrameColumn("whole", [30, 10, 30]),
            new SingleDataFrameColumn("number", [0.5f, 2, 0.5f]),
            new BooleanDataFrameColumn("truth", [true, false, true]));
        var conversion = _ml.Transforms.Conversion;
        var keyed = conversion.MapValueToKey("whole").Append(conversion.MapValueToKey("number")).Append(conversion.MapValueToKey("truth"))
            .Append(conversion.Hash("hash", "file", numberOfBits: 2)).Fit(frame).Transform(frame);
        Assert.Equal(["30", "10", "30"], Labels("whole"));
        Assert.Equal(["0.5", "2", "0.5"], Labels("number"));
        Assert.Equal(["true", "false", "true"], Labels("truth"));
        Assert.All(Labels("hash"), label => Assert.InRange(int.Parse(label, System.Globalization.CultureInfo.InvariantCulture), 1, 4));

        IEnumerable<string> Labels(string column) => ImageDataset.FromDataView(keyed, "file", column).Select(image => image.Label);
    }

    [Fact]
    public void FromImages_LabelsWithSpaces_AreUnchanged()
    {
        var images = ImageDataset.FromImages([new("a.jpg", " daisy"), new("b.jpg", "daisy"), new("c.jpg", "  ")]);
        Assert.Equal([" daisy", "daisy"], images.ClassNames);
        Assert.Equal("LABEL_MISSING", Assert.Single(images.Errors).Code);
    }

    [Theory]
    [InlineData("nothing", "Label", "TABLE_COLUMN_MISSING")]
    [InlineData("ImagePath", "label", "TABLE_COLUMN_MISSING")]
    [InlineData("Key", "Label", "TABLE_COLUMN_TYPE")]
    [InlineData("ImagePath", "Words", "TABLE_COLUMN_TYPE")]
    public void FromDataView_WrongColumn_IsRefused(string path, string label, string code)
    {
        var view = _ml.Data.LoadFromImages([new("a.jpg", "cat")]);
        var more = _ml.Transforms.Conversion.MapValueToKey("Key", "Label")
            .Append(_ml.Transforms.Text.TokenizeIntoWords("Words", "Label")).Fit(view).Transform(view);

        var exception = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromDataView(more, path, label));

        Assert.Equal(code, exception.Code);
    }

    [Fact]
    public void FromDataView_SplitAndGroupColumns_AssignSplitsAndGroups()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("Filename", ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]),
            new StringDataFrameColumn("label", ["cat", "dog", "dog", "cat"]),
            new StringDataFrameColumn("split", ["train", "VAL", "test", null]),
            new Int32DataFrameColumn("object", [7, 8, 8, 9]));

        var images = ImageDataset.FromDataView(frame, new TableOptions { GroupColumn = "object", ImageRoot = "/photos" });

        Assert.Equal(
            [("cat", DatasetSplit.Train, "7"), ("dog", DatasetSplit.Validation, "8"), ("dog", DatasetSplit.Test, "8"), ("cat", DatasetSplit.Unassigned, "9")],
            images.Select(image => (image.Label, image.Split, image.Group)));
        Assert.Equal(Path.GetFullPath("/photos/a.jpg"), images[0].Path);
        Assert.All(ImageDataset.FromDataView(frame, new TableOptions()), image => Assert.Null(image.Group));
    }

    [Fact]
    public void FromDataView_UnknownSplit_NamesTheRow()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("path", ["a.jpg", "b.jpg"]),
            new StringDataFrameColumn("class", ["cat", "dog"]),
            new StringDataFrameColumn("fold", ["train", "3"]));

        var exception = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromDataView(frame, new TableOptions { SplitColumn = "fold" }));
        Assert.Equal(("TABLE_SPLIT_VALUE", "'3'"), (exception.Code, exception.Received));
        Assert.StartsWith("row 2 of", exception.Problem, StringComparison.Ordinal);
        var missing = Assert.Throws<MlNetCnnException>(() => ImageDataset.FromDataView(frame, new TableOptions { GroupColumn = "object" }));
        Assert.Contains("'fold'", missing.Received);
    }

    [Fact]
    public void LoadFromImages_Listing_RoundTrips()
    {
        using var set = new FakePictures();
        set.Files("a", 2).Files("b", 1);
        var images = ImageDataset.FromFolder(set.Root);

        var view = _ml.Data.LoadFromImages(images);
        var back = ImageDataset.FromDataView(view, "ImagePath", "Label");

        Assert.Equal(["ImagePath", "Label"], view.Schema.Select(column => column.Name));
        Assert.Equal(images, back);
    }
}
