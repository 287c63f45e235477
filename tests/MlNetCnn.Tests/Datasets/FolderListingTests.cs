using Xunit;

namespace MlNetCnn.Tests;

public sealed class FolderListingTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    private static MlNetCnnException Refused(Func<ImageDataset> list) => Assert.Throws<MlNetCnnException>(list);

    private string[] Relative(ImageDataset images) => [.. images.Select(image => Path.GetRelativePath(_set.Root, image.Path).Replace('\\', '/'))];

    [Fact]
    public void FromFolder_ClassFolders_ListsThemInOrdinalOrder()
    {
        _set.File("bees/2.jpg");
        _set.File("bees/10.PNG");
        _set.File("Wasps/1.webp");
        _set.File("ants/1.JpEg");
        _set.File("ants/0.bmp");

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(["Wasps", "ants", "bees"], images.ClassNames);
        Assert.Equal(["Wasps/1.webp", "ants/0.bmp", "ants/1.JpEg", "bees/10.PNG", "bees/2.jpg"], Relative(images));
        Assert.Equal(2, images.ClassCounts["bees"]);
        Assert.All(images, image => Assert.Equal(DatasetSplit.Unassigned, image.Split));
        Assert.Empty(images.Errors);
        Assert.Equal(_set.Root, images.Source);
    }

    [Theory]
    [InlineData("val")]
    [InlineData("Valid")]
    [InlineData("VALIDATION")]
    public void FromFolder_SplitFolders_AssignsSplits(string validation)
    {
        _set.Files("Train/a", 2).Files("Train/b", 2).Files($"{validation}/a", 1).Files($"{validation}/b", 1).Files("test/a", 1).Files("test/b", 1);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(["a", "b"], images.ClassNames);
        Assert.Equal(4, images.Count(image => image.Split == DatasetSplit.Train));
        Assert.Equal(2, images.Count(image => image.Split == DatasetSplit.Validation));
        Assert.Equal(2, images.Count(image => image.Split == DatasetSplit.Test));
    }

    [Fact]
    public void FromFolder_FilesNextToSplitFolders_AreNotImages()
    {
        _set.Files("train/a", 1).Files("train/b", 1);
        _set.File("photos.csv");
        _set.File("LICENSE");

        Assert.Empty(ImageDataset.FromFolder(_set.Root).Errors);
    }

    [Fact]
    public void FromFolder_TrainAmongClasses_IsAClass()
    {
        _set.Files("train", 2).Files("bus", 2);

        Assert.Equal(["bus", "train"], ImageDataset.FromFolder(_set.Root).ClassNames);
    }

    [Fact]
    public void FromFolder_OtherFolderNextToSplits_IsSkippedWithWarning()
    {
        _set.Files("train/a", 1).Files("train/b", 1).Files("test/a", 1).Files("sketches", 1);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(["a", "b"], images.ClassNames);
        Assert.Contains(images.Warnings, warning => warning.Contains("sketches", StringComparison.Ordinal));
    }

    [Fact]
    public void FromFolder_SplitOrClass_IsRefusedAsAmbiguous()
    {
        _set.Files("train/steam", 1).Files("train/diesel", 1).Files("bus", 1);

        var exception = Refused(() => ImageDataset.FromFolder(_set.Root));

        Assert.Equal("DATA_LAYOUT_AMBIGUOUS", exception.Code);
        Assert.Contains("'train' next to 'bus'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_StrayFile_IsAnErrorThatNamesExtensions()
    {
        _set.Files("ants", 1).Files("bees", 1);
        var stray = _set.File("ants/imageNotFound.tiff");

        var error = Assert.Single(ImageDataset.FromFolder(_set.Root).Errors);

        Assert.Equal(stray, error.Path);
        Assert.Equal("IMG_EXTENSION", error.Code);
        Assert.Contains(ImageExtensions.Accepted, error.Reason, StringComparison.Ordinal);
        Assert.Contains("a table (.csv) can list any file", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/.hidden.jpg")]
    [InlineData("a/.DS_Store")]
    [InlineData("a/Thumbs.db")]
    [InlineData("a/thumbs.DB")]
    [InlineData("a/desktop.ini")]
    [InlineData("__MACOSX/a/1.jpg")]
    [InlineData(".git/1.jpg")]
    [InlineData("a/.cache/1.jpg")]
    public void FromFolder_IgnoredByRule_IsNeitherListedNorAnError(string ignored)
    {
        _set.Files("a", 1).Files("b", 1);
        _set.File(ignored);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(2, images.Count);
        Assert.Equal(["a", "b"], images.ClassNames);
        Assert.Empty(images.Errors);
    }

    [Fact]
    public void FromFolder_FoldersBelowAClass_BelongToTheClass()
    {
        _set.Files("a", 1).Files("a/2023/may", 2).Files("b", 1);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(["a/000.jpg", "a/2023/may/000.jpg", "a/2023/may/001.jpg", "b/000.jpg"], Relative(images));
        Assert.Equal(3, images.ClassCounts["a"]);
    }

    [Fact]
    public void FromFolder_ImageNextToClassFolders_IsAnError()
    {
        _set.Files("a", 1).Files("b", 1);
        _set.File("loose.jpg");
        _set.File("notes.txt");

        var error = Assert.Single(ImageDataset.FromFolder(_set.Root).Errors);

        Assert.Equal("IMG_NO_CLASS", error.Code);
        Assert.EndsWith("loose.jpg", error.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    public void FromFolder_NoClassFolders_ExplainsTheLayout(string folder)
    {
        _set.File(Path.Combine(folder, "1.jpg"));

        var exception = Refused(() => ImageDataset.FromFolder(_set.Root));

        Assert.Equal("DATA_NO_CLASS_FOLDERS", exception.Code);
        Assert.Equal(ErrorKind.Data, exception.Kind);
        Assert.Contains("one folder of images per class", exception.Message, StringComparison.Ordinal);
        Assert.Contains("1.jpg", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_Empty_NamesFolderAndExtensions()
    {
        var exception = Refused(() => ImageDataset.FromFolder(_set.Root));

        Assert.Equal("DATA_NO_IMAGES", exception.Code);
        Assert.Contains(_set.Root, exception.Message, StringComparison.Ordinal);
        Assert.Contains(ImageExtensions.Accepted, exception.Message, StringComparison.Ordinal);
        Assert.Contains("0 of 0 can be used", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_OnlyOtherFiles_CountsThem()
    {
        _set.Files("a", 3, ".avif").Files("b", 2, ".tiff");

        var exception = Refused(() => ImageDataset.FromFolder(_set.Root));

        Assert.Equal("DATA_NO_IMAGES", exception.Code);
        Assert.Contains("0 of 5 can be used", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_Missing_SaysWhereItLooked()
    {
        var exception = Refused(() => ImageDataset.FromFolder(_set.At("nowhere")));

        Assert.Equal("PATH_NOT_FOUND", exception.Code);
        Assert.Contains(_set.At("nowhere"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_File_IsRefused()
    {
        var exception = Refused(() => ImageDataset.FromFolder(_set.File("1.jpg")));

        Assert.Equal("PATH_NOT_FOUND", exception.Code);
        Assert.Equal("a file", exception.Received);
    }

    [Fact]
    public void FromFolder_EmptyClassFolders_AreNamed()
    {
        _set.Files("a", 2).Files("b", 2);
        _set.Folder("wasps");
        _set.File("hornets/1.tiff");

        var exception = Refused(() => ImageDataset.FromFolder(_set.Root));

        Assert.Equal("DATA_EMPTY_CLASS", exception.Code);
        Assert.Contains("wasps", exception.Message, StringComparison.Ordinal);
        Assert.Contains("hornets", exception.Message, StringComparison.Ordinal);
        Assert.Contains("1 file that a folder scan does not accept", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_EmptyClassFoldersAllowed_AreAWarningAndNoClass()
    {
        _set.Files("cat", 12).Files("dog", 12).Folder("bird");
        var options = new FolderOptions { AllowEmptyClasses = true };

        foreach (var images in new[] { ImageDataset.FromFolder(_set.Root, options), ImageDataset.Open(_set.Root, folderOptions: options) })
        {
            Assert.Equal(["cat", "dog"], images.ClassNames);
            Assert.Equal($"no images in the class folder '{_set.At("bird")}'", Assert.Single(images.Warnings));
        }
    }

    [Fact]
    public void FromFolder_AllClassFoldersEmptyAndAllowed_IsRefusedStill()
    {
        _set.Folder("cat");
        _set.Folder("dog");
        Assert.Equal("DATA_NO_IMAGES", Refused(() => ImageDataset.FromFolder(_set.Root, new FolderOptions { AllowEmptyClasses = true })).Code);
    }

    [Fact]
    public void FromFolder_ClassEmptyInTestOnly_IsAWarning()
    {
        _set.Files("train/a", 2).Files("train/b", 2).Files("test/a", 1);
        _set.Folder("test/b");

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(5, images.Count);
        Assert.Contains(images.Warnings, warning => warning.Contains("no images in the class folder", StringComparison.Ordinal));
    }

    [Fact]
    public void FromFolder_ClassEmptyInTrain_IsRefused()
    {
        _set.Files("train/a", 2).Files("test/a", 1).Files("test/b", 1);
        _set.Folder("train/b");

        Assert.Equal("DATA_EMPTY_CLASS", Refused(() => ImageDataset.FromFolder(_set.Root)).Code);
    }

    [Fact]
    public void FromFolder_EmptySplit_IsIgnored()
    {
        _set.Files("train/a", 2).Files("train/b", 2);
        _set.Folder("val");

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(4, images.Count);
        Assert.Contains(images.Warnings, warning => warning.Contains("is empty, so this split does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public void FromFolder_OneClass_CanBeListedButNotTrainedOn()
    {
        _set.Files("ants", 3);

        var images = ImageDataset.FromFolder(_set.Root);
        var exception = Refused(images.RequireTrainable);

        Assert.Equal(3, images.Count);
        Assert.Equal("DATA_ONE_CLASS", exception.Code);
        Assert.Contains("add a second class", exception.Message, StringComparison.Ordinal);
        Assert.Equal("DATA_ONE_CLASS", Assert.Throws<MlNetCnnException>(() => images.Split()).Code);
        Assert.Equal("DATA_ONE_CLASS", Assert.Throws<MlNetCnnException>(() => images.SplitPredefined()).Code);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("locked")]
    [InlineData("test")]
    public void FromFolder_UnreadableFolder_IsRefused(string unreadable)
    {
        _set.Files("train/a", 2).Files("train/a/locked", 1).Files("train/b", 1).Files("train/c", 1).Files("test/a", 1);
        IEnumerable<FolderEntry> Read(string folder) => Path.GetFileName(folder) == unreadable
            ? throw new UnauthorizedAccessException("Access is denied.")
            : FolderEntry.Read(folder);

        var exception = Refused(new FolderListing(_set.Root, read: Read).List);

        Assert.Equal(("DATA_FOLDER_UNREADABLE", ErrorKind.Data), (exception.Code, exception.Kind));
        Assert.Contains($"{unreadable}' cannot be read: Access is denied", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_FolderThatVanishesMidway_IsRefused()
    {
        _set.Files("a", 2).Files("b", 1);
        IEnumerable<FolderEntry> Read(string folder)
        {
            foreach (var entry in FolderEntry.Read(folder))
            {
                yield return entry;
            }

            if (Path.GetFileName(folder) == "a")
            {
                throw new IOException("The device is gone.");
            }
        }

        Assert.Equal("DATA_FOLDER_UNREADABLE", Refused(new FolderListing(_set.Root, read: Read).List).Code);
    }

    [Fact]
    public void FromFolder_TextNextToTheImages_IsReportedAndIsNotAnImage()
    {
        _set.Files("a", 2).Files("b", 2);
        _set.File("a/000.XML");
        _set.File("b/notes.txt");

        var errors = ImageDataset.FromFolder(_set.Root).Errors;

        Assert.Equal(["NOT_AN_IMAGE", "NOT_AN_IMAGE"], errors.Select(error => error.Code));
        Assert.Null(RejectionLimit.Find(4, errors, [], 0));
        Assert.NotNull(RejectionLimit.Find(4, [.. errors, new ImageError("x.tiff", "IMG_EXTENSION", "")], [], 0.1));
    }

    [Fact]
    public void RejectionLimit_OneImage_IsReportedInTheSingular()
    {
        var exception = RejectionLimit.Find(1, [], [new ImageError("x.jpg", "IMG_EMPTY", "0 bytes")], 0);

        Assert.Contains("0 usable of 1 image.", exception?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".gif")]
    [InlineData(".jfif")]
    [InlineData(".JPE")]
    public void FromFolder_EveryFormatThatIsDecoded_IsListed(string extension)
    {
        _set.Files("a", 2, extension).Files("b", 1);

        Assert.Equal(3, ImageDataset.FromFolder(_set.Root).Count);
    }

    [Fact]
    public void FromFolder_OtherNamesOfSplits_AreSplits()
    {
        _set.Files("training/a", 2).Files("training/b", 2).Files("dev/a", 1).Files("dev/b", 1).Files("Testing/a", 1).Files("Testing/b", 1);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(["a", "b"], images.ClassNames);
        Assert.Equal((4, 2, 2), (Count(DatasetSplit.Train), Count(DatasetSplit.Validation), Count(DatasetSplit.Test)));

        int Count(DatasetSplit part) => images.Count(image => image.Split == part);
    }

    [Fact]
    public void FromFolder_ClassFoldersThatHoldOnlyFolders_AreNamed()
    {
        _set.Files("one/a", 2).Files("two/a", 2).Files("three", 2);

        var warning = Assert.Single(ImageDataset.FromFolder(_set.Root).Warnings, warning => warning.Contains("only subfolders", StringComparison.Ordinal));

        Assert.StartsWith("one, two: no images directly in the class folder", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_UnreadableRoot_IsRefused()
    {
        var exception = Refused(new FolderListing(_set.Root, read: _ => throw new UnauthorizedAccessException("Access is denied.")).List);

        Assert.Equal("PATH_DENIED", exception.Code);
        Assert.Equal(ErrorKind.Environment, exception.Kind);
    }

    [Fact]
    public void FromFolder_DeniedByTheSystem_IsRefused()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Modes do not hold back a privileged account.");
            return;
        }

        _set.Files("a", 1).Files("b", 1).Files("b/locked", 1);
        File.SetUnixFileMode(_set.At("b/locked"), UnixFileMode.None);
        try
        {
            Assert.Equal("DATA_FOLDER_UNREADABLE", Refused(() => ImageDataset.FromFolder(_set.Root)).Code);
        }
        finally
        {
            File.SetUnixFileMode(_set.At("b/locked"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void FromFolder_ManyFiles_AreReadOneByOne()
    {
        // The entries are created on demand: nothing may request all of them before it uses the first.
        const int PerClass = 100_000;
        _set.Folder("a");
        _set.Folder("b");
        IEnumerable<FolderEntry> Read(string folder) => folder == _set.Root
            ? FolderEntry.Read(folder)
            : Enumerable.Range(0, PerClass).Select(i => new FolderEntry($"{folder}/{i}.jpg", IsFolder: false, IsLink: false));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var images = new FolderListing(_set.Root, read: Read).List();
        var perImage = (GC.GetAllocatedBytesForCurrentThread() - before) / images.Count;

        Assert.Equal(2 * PerClass, images.Count);
        Assert.InRange(perImage, 1, 2_000);
    }

    [Fact]
    public void FromFolder_TenThousandClasses_AreListed()
    {
        _set.Folder("seed");
        IEnumerable<FolderEntry> Read(string folder) => folder == _set.Root
            ? Enumerable.Range(0, 10_000).Select(i => new FolderEntry($"{_set.Root}/c{i}", IsFolder: true, IsLink: false))
            : [new FolderEntry($"{folder}/1.jpg", false, false), new FolderEntry($"{folder}/2.jpg", false, false)];

        var images = new FolderListing(_set.Root, read: Read).List();
        var split = images.Split(0.5, 0);

        Assert.Equal(10_000, images.ClassNames.Count);
        Assert.Equal(images.ClassNames.Order(StringComparer.Ordinal), images.ClassNames);
        Assert.Equal(10_000, split.Train.ClassNames.Count);
        Assert.Equal(10_000, split.Test.ClassNames.Count);
    }

    [Fact]
    public void Open_FolderTableAndOthers_ChoosesByWhatItIs()
    {
        _set.Files("set/a", 1).Files("set/b", 1);
        var table = _set.Table("filename\tlabel\nset/a/000.jpg\ta\n", "photos.TSV");
        var image = _set.File("photo.jpg");

        Assert.Equal(2, ImageDataset.Open(_set.At("set")).Count);
        Assert.Single(ImageDataset.Open(table));
        Assert.Equal("DATA_NOT_A_LISTING", Refused(() => ImageDataset.Open(image)).Code);
        Assert.Equal("PATH_NOT_FOUND", Refused(() => ImageDataset.Open(_set.At("no.csv"))).Code);
        Assert.Equal("PATH_NOT_FOUND", Refused(() => ImageDataset.Open(_set.At("no"))).Code);
    }
}
