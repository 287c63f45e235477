using System.Collections;
using Microsoft.ML;

namespace MlNetCnn;

/// <summary>
/// Represents the images of a dataset and their classes, for training or evaluation. Listing reads names only; no image is
/// opened, so a missing or damaged file is reported when it is decoded.
/// </summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ImageDataset : IReadOnlyList<LabeledImage>
{
    private readonly IReadOnlyList<LabeledImage> _images;
    private readonly Lazy<string> _fingerprint;

    /// <summary>Creates a dataset from images as they are.</summary>
    /// <param name="source">The source of the dataset.</param>
    /// <param name="root">The absolute folder that relative paths start from, or empty.</param>
    /// <param name="images">The images.</param>
    internal ImageDataset(string source, string root, IReadOnlyList<LabeledImage> images)
    {
        Source = source;
        Root = root;
        _images = images;
        var counts = ClassBalance.Count(images);
        ClassCounts = counts;
        ClassNames = [.. counts.Keys];
        _fingerprint = new Lazy<string>(() => ListingFingerprint.Of(this));
    }

    /// <summary>The source of the dataset: the path as specified, or a short description for images from memory.</summary>
    public string Source { get; }

    /// <summary>The names of the classes in ordinal order, the same on every machine; a class index is an index into this list.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The number of images of each class, in the order of <see cref="ClassNames"/>.</summary>
    public IReadOnlyDictionary<string, int> ClassCounts { get; }

    /// <summary>The files and rows that were left out, each with a code and a reason.</summary>
    public IReadOnlyList<ImageError> Errors { get; internal init; } = [];

    /// <summary>Warnings to read before relying on the dataset: tiny classes, imbalance, repeated rows and the like.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>
    /// SHA-256, in hexadecimal, of the relative path, label and split of every image; it shows whether a dataset is still the one that a model was
    /// trained on. It depends neither on the machine, nor on the order of the images, nor on the content of the files.
    /// </summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>The number of images.</summary>
    public int Count => _images.Count;

    /// <summary>
    /// The split of each of <see cref="Errors"/>, in the same order and number; <see cref="DatasetSplit.Unassigned"/> if the split is unknown.
    /// </summary>
    public IReadOnlyList<DatasetSplit> ErrorSplits { get; internal init; } = [];

    /// <summary>Those of <see cref="Warnings"/> that come from listing the images, not from their number; may be empty.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The absolute folder that relative paths start from; empty if there is none, as for images listed by a program.</summary>
    public string Root { get; }

    /// <summary>The image at an index.</summary>
    /// <param name="index">The index, from 0.</param>
    public LabeledImage this[int index] => _images[index];

    /// <summary>
    /// Lists any input that the <c>--data</c> option of the console tool accepts: a folder (see <see cref="FromFolder(string)"/>) or a <c>.csv</c> or
    /// <c>.tsv</c> file (see <see cref="FromTable(string, TableOptions)"/>).
    /// </summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="options">Options for reading a table; ignored for a folder.</param>
    /// <param name="folderOptions">Options for scanning a folder; ignored for a table.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="MlNetCnnException">The path does not exist, is neither a folder nor a table, or cannot be listed.</exception>
    public static ImageDataset Open(string path, TableOptions? options = null, FolderOptions? folderOptions = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            return FromFolder(path, folderOptions ?? new FolderOptions());
        }

        ArchiveFile.Refuse(path);

        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (File.Exists(path) && extension is not (".csv" or ".tsv"))
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNotAListing, $"'{path}' is neither a folder nor a table",
                expected: "a folder of class folders, or a .csv or .tsv file",
                received: extension.Length == 0 ? "a file without an extension" : $"a {extension} file",
                fix: "pass the folder that holds the class folders, or list the images in a .csv");
        }

        return File.Exists(path)
            ? FromTable(path, options ?? new TableOptions())
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.PathNotFound, $"there is no folder or table '{path}'",
                expected: "a folder of class folders, or a .csv or .tsv file", fix: "check the path; it resolves to " + Path.GetFullPath(path));
    }

    /// <summary>
    /// Lists a folder that holds one folder of images per class, or <c>train</c>, <c>val</c> and <c>test</c> folders
    /// that each hold such class folders; the names <c>training</c>, <c>valid</c>, <c>validation</c>, <c>dev</c>, <c>eval</c>, <c>testing</c> and
    /// <c>holdout</c> are recognized too.
    /// </summary>
    /// <remarks>
    /// <para>The name of the class folder is the label; images in its subfolders belong to the class too. Files ending in .jpg, .jpeg, .jpe, .jfif,
    /// .png, .webp, .bmp and .gif (in any case) are listed; any other file in a class folder becomes an error with the code
    /// <c>IMG_EXTENSION</c> (<c>NOT_AN_IMAGE</c> for text files), and an image next to the class folders one with <c>IMG_NO_CLASS</c>. A folder that
    /// cannot be read ends the listing, because its content is unknown. Whitespace around the names of class folders is ignored. Always skipped:
    /// hidden files and folders, Thumbs.db, desktop.ini, .DS_Store, __MACOSX.</para>
    /// <para>Links to folders are followed, but never to a parent folder or to one already listed for the class. A file
    /// that links make part of several classes or splits is an error.
    /// The images are ordered by split, class and path, ordinally, and their paths are absolute.</para>
    /// </remarks>
    /// <param name="root">The folder.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="MlNetCnnException">
    /// The folder does not exist, it or one of its subfolders cannot be read, it has no images, no class folders or an empty class folder, or a file is
    /// in two classes or splits.
    /// </exception>
    public static ImageDataset FromFolder(string root) => new FolderListing(root).List();

    /// <summary>Lists a folder like <see cref="FromFolder(string)"/>, with options.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="options">The scan options.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="MlNetCnnException">The folder cannot be listed.</exception>
    public static ImageDataset FromFolder(string root, FolderOptions options) => new FolderListing(root, options).List();

    /// <summary>
    /// Whether <see cref="FromFolder(string)"/> would list a file or report it in <see cref="Errors"/> if it existed. Use it to keep files
    /// that a program writes next to a dataset out of the dataset.
    /// </summary>
    /// <param name="root">The listed folder, absolute and without links in its path.</param>
    /// <param name="path">The file, which need not exist, absolute and without links in its path.</param>
    /// <param name="comparison">Whether the file system is case-sensitive.</param>
    public static bool WouldList(string root, string path, StringComparison comparison = StringComparison.Ordinal)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FolderListing.Takes(root, path, comparison);
    }

    /// <summary>Lists a table of paths and labels; see <see cref="FromTable(string, TableOptions)"/>.</summary>
    /// <param name="path">The table.</param>
    /// <param name="pathColumn">The column of the paths, or null to recognize it.</param>
    /// <param name="labelColumn">The column of the labels, or null to recognize it.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="MlNetCnnException">The table does not exist or cannot be read.</exception>
    public static ImageDataset FromTable(string path, string? pathColumn = null, string? labelColumn = null) =>
        FromTable(path, new TableOptions { PathColumn = pathColumn, LabelColumn = labelColumn });

    /// <summary>
    /// Lists a table with a header line, and a path, a label and optionally a split and a group in each row: cells are separated by comma, semicolon,
    /// tab or vertical bar and quoted where needed; the encoding is UTF-8 or (with a byte order mark) UTF-16.
    /// </summary>
    /// <remarks>
    /// <para>Empty lines and lines that start with <c>#</c> are skipped with a warning, so a file name that starts with <c>#</c> needs quotes. Spaces
    /// around cells are dropped; inside quotes they are kept for paths. Labels such as <c>NaN</c>, <c>null</c> and <c>0</c> are ordinary labels.
    /// A backslash in a relative path separates folders, so tables made on Windows work on every system.</para>
    /// <para>Left out and reported as errors: rows without a label (<c>LABEL_MISSING</c>), without a path (<c>IMG_PATH_MISSING</c>), with an
    /// invalid path (<c>IMG_PATH_INVALID</c>) or one that leaves the root through <c>..</c> (<c>IMG_OUTSIDE_ROOT</c>; an absolute path
    /// may be anywhere), and with more cells than columns (<c>ROW_MALFORMED</c>). A file listed twice is kept once, with a warning.
    /// The images keep the order of the table, and their paths are absolute. Whether the files exist is not checked.</para>
    /// </remarks>
    /// <param name="path">The table.</param>
    /// <param name="options">Its columns and format.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="MlNetCnnException">The table does not exist or cannot be read, lacks a column, or lists a file with two labels or splits.</exception>
    public static ImageDataset FromTable(string path, TableOptions options) => TabularListing.Read(path, options);

    /// <summary>
    /// Lists the rows of an ML.NET data view, such as a <c>Microsoft.Data.Analysis.DataFrame</c>. Labels may be text, keys with names, integers,
    /// floating-point numbers or Boolean values; rows without a label or path become errors. Relative paths start from the current directory.
    /// </summary>
    /// <param name="data">The data view; it is read once.</param>
    /// <param name="pathColumn">The text column of the paths.</param>
    /// <param name="labelColumn">The column of the labels.</param>
    /// <returns>The dataset, in the order of the rows.</returns>
    /// <exception cref="MlNetCnnException">A column is missing or of another type, or a file is listed with two labels.</exception>
    public static ImageDataset FromDataView(IDataView data, string pathColumn, string labelColumn) =>
        FromDataView(data, new TableOptions { PathColumn = pathColumn, LabelColumn = labelColumn });

    /// <summary>
    /// Lists the rows of an ML.NET data view. The columns, including those of splits and groups, are specified by the options or recognized by name;
    /// see <see cref="FromDataView(IDataView, string, string)"/>.
    /// </summary>
    /// <param name="data">The data view; it is read once.</param>
    /// <param name="options">
    /// The columns, and the folder that relative paths start from, by default the current directory. The separator is ignored.
    /// </param>
    /// <returns>The dataset, in the order of the rows.</returns>
    /// <exception cref="MlNetCnnException">
    /// A column is missing or of another type, a split is unknown, or a file is listed with two labels or splits.
    /// </exception>
    public static ImageDataset FromDataView(IDataView data, TableOptions options) => DataViewListing.Read(data, options);

    /// <summary>Lists images specified by a program. Those without a label or path become errors; a file listed twice is kept once.</summary>
    /// <param name="images">The images; relative paths start from the current directory.</param>
    /// <returns>The dataset, in the same order.</returns>
    /// <exception cref="MlNetCnnException">There are no images, or a file is listed with two labels or splits.</exception>
    public static ImageDataset FromImages(IEnumerable<LabeledImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var builder = new ListingBuilder("images in memory");
        var number = 0L;
        foreach (var image in images)
        {
            ArgumentNullException.ThrowIfNull(image, nameof(images));
            number++;
            var row = new TableRow("image", number, image.Path, image.Label, Group: image.Group);
            PathCell.Add(builder, row, root: null, image.Split);
        }

        return builder.Build(root: null, sort: false);
    }

    /// <summary>
    /// Splits the images into train, validation and test, class by class, regardless of the splits they are assigned to. The same images and seed give
    /// the same split on every machine and in any order of the images. The training split keeps every class: a class with one image goes there,
    /// a class with two or more has at least one in the test split. Images of one <see cref="LabeledImage.Group"/> stay together, and so do
    /// images whose files are identical byte for byte; files of equal length are opened to check that.
    /// </summary>
    /// <param name="test">The fraction of all images in the test split, from 0 to below 1.</param>
    /// <param name="validation">The fraction of the remaining images in the validation split, from 0 to below 1.</param>
    /// <param name="seed">The seed of the random split.</param>
    /// <returns>The splits; the <see cref="LabeledImage.Split"/> of each image is set.</returns>
    /// <exception cref="MlNetCnnException">A fraction is out of range, or there are fewer than two classes.</exception>
    public DatasetSplits Split(double test = 0.2, double validation = 0.1, int seed = 1) =>
        RandomSplit.Apply(this, test, validation, seed);

    /// <summary>
    /// Uses the splits that the images are assigned to. Without <c>test</c>, the validation images become the test split, and a tenth of train
    /// becomes the validation split; without <c>validation</c>, a tenth of train becomes the validation split; without either, a
    /// fifth of all images becomes the test split and a tenth of the rest the validation split. Copies stay together as in <see cref="Split"/>; copies
    /// across assigned splits cause a warning. If some images have a split, those without one count as train.
    /// </summary>
    /// <param name="seed">The seed of the random choice of images that are set aside.</param>
    /// <param name="validation">Validation images to use instead of the dataset's own; without a test split, a fifth of train becomes the test split.</param>
    /// <param name="test">Test images to use instead of the dataset's own.</param>
    /// <returns>The splits, with one sentence that explains them.</returns>
    /// <exception cref="MlNetCnnException">
    /// There are no images to train on or to measure, fewer than two classes are left, or an image would be in two splits.
    /// </exception>
    public DatasetSplits SplitPredefined(int seed = 1, ImageDataset? validation = null, ImageDataset? test = null) =>
        PredefinedSplit.Apply(this, seed, validation, test);

    /// <summary>Divides some images of this dataset into training and validation, without the warnings of a split, for which files are read.</summary>
    /// <param name="images">The images.</param>
    /// <param name="validation">The fraction of the validation images.</param>
    /// <param name="seed">The seed of the random split.</param>
    internal (ImageDataset Train, ImageDataset Validation) Divide(IEnumerable<LabeledImage> images, double validation, int seed)
    {
        var (trained, selecting, _) = StratifiedSplit.Divide(this, images, test: 0, validation, seed);
        return (Select(trained, DatasetSplit.Train), Select(selecting, DatasetSplit.Validation));
    }

    /// <summary>Throws if the dataset cannot be trained on. A dataset for evaluation may have a single class.</summary>
    /// <returns>This dataset.</returns>
    /// <exception cref="MlNetCnnException">There are fewer than two classes.</exception>
    public ImageDataset RequireTrainable()
    {
        if (ClassNames.Count < 2)
        {
            var received = ClassNames.Count == 0 ? "no image to train on" : $"{DisplayText.Count(Count, "image")} of '{ClassNames[0]}'";
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataOneClass, $"'{Source}' has fewer than two classes",
                expected: "images of at least two classes", received: received,
                fix: "add a second class, for example a folder 'other' with images of anything else");
        }

        return this;
    }

    /// <summary>Throws if the dataset has changed, for example since it was split or a model was trained on it.</summary>
    /// <param name="fingerprint">The previous <see cref="Fingerprint"/>, in any case.</param>
    /// <returns>This dataset.</returns>
    /// <exception cref="MlNetCnnException">An image was added, removed, renamed, or has another label or split.</exception>
    public ImageDataset RequireUnchanged(string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return Fingerprint.Equals(fingerprint.Trim(), StringComparison.OrdinalIgnoreCase)
            ? this
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataChanged, $"'{Source}' has changed",
                expected: $"the fingerprint {fingerprint.Trim()}",
                received: $"{Fingerprint}, of {DisplayText.Count(Count, "image")} in {DisplayText.Count(ClassNames.Count, "class", "classes")}",
                fix: "undo added, removed, renamed or relabeled images, or start over with the current dataset");
    }

    /// <inheritdoc/>
    public IEnumerator<LabeledImage> GetEnumerator() => _images.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Converts a path to use <c>/</c> between folders, as it is compared and hashed.</summary>
    /// <param name="path">A path of this machine.</param>
    /// <returns>The portable path.</returns>
    internal static string Portable(string path) =>
        Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Returns the path of an image relative to <see cref="Root"/>, with <c>/</c>; the same on every machine that has the dataset.</summary>
    /// <param name="image">An image.</param>
    /// <returns>The relative path.</returns>
    internal string RelativePath(LabeledImage image)
    {
        var full = Path.GetFullPath(image.Path);
        return Portable(Root.Length == 0 ? full : Path.GetRelativePath(Root, full));
    }

    /// <summary>Selects images of the dataset and assigns them to a split.</summary>
    /// <param name="images">The images.</param>
    /// <param name="part">The split.</param>
    /// <returns>A dataset of the same source.</returns>
    internal ImageDataset Select(IEnumerable<LabeledImage> images, DatasetSplit part) =>
        new(Source, Root, [.. images.Select(image => image.Split == part ? image : image with { Split = part })]);
}
