using System.Collections;
using Microsoft.ML;

namespace MlNetCnn;

/// <summary>
/// The pictures of a set with their classes: what is learnt from or measured on. A listing reads names only; no picture is
/// opened, so a file that is missing or broken shows when it is decoded.
/// </summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ImageDataset : IReadOnlyList<LabeledImage>
{
    private readonly IReadOnlyList<LabeledImage> _images;
    private readonly Lazy<string> _fingerprint;

    /// <summary>Takes the pictures as they are.</summary>
    /// <param name="source">What was listed.</param>
    /// <param name="root">The folder that relative paths start from, absolute, or empty.</param>
    /// <param name="images">The pictures.</param>
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

    /// <summary>What was listed: the path as it was given, or a word for what came from memory.</summary>
    public string Source { get; }

    /// <summary>The names of the classes in ordinal order, the same on every machine; a class number is an index into it.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many pictures each class has, in the order of <see cref="ClassNames"/>.</summary>
    public IReadOnlyDictionary<string, int> ClassCounts { get; }

    /// <summary>The files and rows that were left out, each with a code and a reason.</summary>
    public IReadOnlyList<ImageError> Errors { get; internal init; } = [];

    /// <summary>What a person should know before trusting the set: tiny classes, imbalance, repeated rows and the like.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>
    /// SHA-256, in hexadecimal, of relative path, label and part of every picture: it tells whether a set is still the one that a model was
    /// trained on. Neither the machine nor the order of the listing changes it, nor does the content of the files.
    /// </summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>How many pictures there are.</summary>
    public int Count => _images.Count;

    /// <summary>
    /// The split that each of <see cref="Errors"/> would be in, in their order and as many; <see cref="DatasetSplit.Unassigned"/> where that is not known.
    /// </summary>
    public IReadOnlyList<DatasetSplit> ErrorSplits { get; internal init; } = [];

    /// <summary>Those of <see cref="Warnings"/> that come from how the pictures were listed, not from how many there are; empty where there are none.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The folder that paths relative to the set start from, absolute; empty where there is none, as for pictures that a program names.</summary>
    public string Root { get; }

    /// <summary>One picture.</summary>
    /// <param name="index">Its place, from 0.</param>
    public LabeledImage this[int index] => _images[index];

    /// <summary>
    /// Lists what the console tool's <c>--data</c> takes: a folder (see <see cref="FromFolder(string)"/>) or a <c>.csv</c> or <c>.tsv</c> file
    /// (see <see cref="FromTable(string, TableOptions)"/>).
    /// </summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="options">How to read a table; no use for a folder.</param>
    /// <param name="folderOptions">How to scan a folder; no use for a table.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="MlNetCnnException">The path does not exist, is neither, or cannot be listed.</exception>
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
                received: extension.Length == 0 ? "a file without extension" : $"a {extension} file",
                fix: "point to the folder above the class folders, or list the pictures in a .csv");
        }

        return File.Exists(path)
            ? FromTable(path, options ?? new TableOptions())
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.PathNotFound, $"there is no folder or table '{path}'",
                expected: "a folder of class folders, or a .csv or .tsv file", fix: "check the path; it was looked for at " + Path.GetFullPath(path));
    }

    /// <summary>
    /// Lists a folder that holds one folder of pictures per class, or <c>train</c>, <c>val</c> and <c>test</c> folders
    /// that each hold such class folders; <c>training</c>, <c>valid</c>, <c>validation</c>, <c>dev</c>, <c>eval</c>, <c>testing</c> and
    /// <c>holdout</c> are known too.
    /// </summary>
    /// <remarks>
    /// <para>The name of the class folder is the label; pictures in folders below it belong to it too. Files ending in .jpg, .jpeg, .jpe, .jfif,
    /// .png, .webp, .bmp and .gif (in any case of letters) are listed; any other file below a class folder becomes a fault with the code
    /// <c>IMG_EXTENSION</c> (text files one with <c>NOT_AN_IMAGE</c>), a picture beside the class folders one with <c>IMG_NO_CLASS</c>. A folder that
    /// cannot be read ends the listing, since what it holds is unknown. Blanks around the names of class folders do not count. Left out by rule:
    /// hidden files and folders, Thumbs.db, desktop.ini, .DS_Store, __MACOSX.</para>
    /// <para>Links to folders are followed, but never back to a folder on the way or to one already listed for the class. A file
    /// that links lead to from several classes or parts is refused.
    /// The pictures are ordered by part, class and path, ordinally, and their paths are absolute.</para>
    /// </remarks>
    /// <param name="root">The folder.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="MlNetCnnException">
    /// The folder does not exist, it or one in it cannot be read, it holds no picture, no class folder or an empty one, or one file in two classes or parts.
    /// </exception>
    public static ImageDataset FromFolder(string root) => new FolderListing(root).List();

    /// <summary>Lists a folder as <see cref="FromFolder(string)"/> does, with options.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="options">How to scan it.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="MlNetCnnException">The folder cannot be listed.</exception>
    public static ImageDataset FromFolder(string root, FolderOptions options) => new FolderListing(root, options).List();

    /// <summary>
    /// Tells whether <see cref="FromFolder(string)"/> would list a file, or name it among the <see cref="Errors"/>, if it were there: whoever writes files
    /// beside a set keeps them out of it so.
    /// </summary>
    /// <param name="root">The folder that is listed, absolute and without links in its path.</param>
    /// <param name="path">The file, which need not exist, absolute and without links in its path.</param>
    /// <param name="comparison">Whether the file system tells capitals from small letters.</param>
    public static bool WouldList(string root, string path, StringComparison comparison = StringComparison.Ordinal)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FolderListing.Takes(root, path, comparison);
    }

    /// <summary>Lists a table of paths and labels; see <see cref="FromTable(string, TableOptions)"/>.</summary>
    /// <param name="path">The table.</param>
    /// <param name="pathColumn">The column of the paths, or null to recognise it.</param>
    /// <param name="labelColumn">The column of the labels, or null to recognise it.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="MlNetCnnException">The table does not exist or cannot be read.</exception>
    public static ImageDataset FromTable(string path, string? pathColumn = null, string? labelColumn = null) =>
        FromTable(path, new TableOptions { PathColumn = pathColumn, LabelColumn = labelColumn });

    /// <summary>
    /// Lists a table with a header line, a path and a label in each row, and perhaps a part and a group: comma, semicolon, tab or bar
    /// between the cells, quotes around them where needed, UTF-8 or (with its mark) UTF-16.
    /// </summary>
    /// <remarks>
    /// <para>Empty lines and lines that start with <c>#</c> are passed over with a warning, so a name that starts with <c>#</c> needs quotes. Spaces around
    /// cells are dropped, those inside quotes kept for paths. Labels such as <c>NaN</c>, <c>null</c> and <c>0</c> are labels like any other.
    /// A backslash in a relative path separates folders, so tables made on Windows work everywhere.</para>
    /// <para>Left out and named among the faults: rows without label (<c>LABEL_MISSING</c>), without path (<c>IMG_PATH_MISSING</c>), with a path
    /// that no file can have (<c>IMG_PATH_INVALID</c>) or that leaves the root through <c>..</c> (<c>IMG_OUTSIDE_ROOT</c>; an absolute path
    /// may lie anywhere), and with more cells than columns (<c>ROW_MALFORMED</c>). A file listed twice is kept once, with a warning.
    /// The pictures keep the order of the table, and their paths are absolute. Whether they exist is not looked at.</para>
    /// </remarks>
    /// <param name="path">The table.</param>
    /// <param name="options">Its columns and more.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="MlNetCnnException">The table does not exist or cannot be read, lacks a column, or lists one file under two labels or parts.</exception>
    public static ImageDataset FromTable(string path, TableOptions options) => TabularListing.Read(path, options);

    /// <summary>
    /// Lists the rows of an ML.NET view, such as a <c>Microsoft.Data.Analysis.DataFrame</c>. Labels may be text, keys with names, whole numbers,
    /// numbers or truth values; rows without label or path become faults. Relative paths start from the folder of the process.
    /// </summary>
    /// <param name="data">The view; it is read once.</param>
    /// <param name="pathColumn">The text column of the paths.</param>
    /// <param name="labelColumn">The column of the labels.</param>
    /// <returns>The listing, in the order of the rows.</returns>
    /// <exception cref="MlNetCnnException">A column is missing or of another type, or one file is listed under two labels.</exception>
    public static ImageDataset FromDataView(IDataView data, string pathColumn, string labelColumn) =>
        FromDataView(data, new TableOptions { PathColumn = pathColumn, LabelColumn = labelColumn });

    /// <summary>
    /// Lists the rows of an ML.NET view with the columns that the options name or that are recognised by their names, parts and groups too;
    /// see <see cref="FromDataView(IDataView, string, string)"/>.
    /// </summary>
    /// <param name="data">The view; it is read once.</param>
    /// <param name="options">
    /// The columns, and the folder that relative paths start from, by default that of the process. There is no use for a separator.
    /// </param>
    /// <returns>The listing, in the order of the rows.</returns>
    /// <exception cref="MlNetCnnException">
    /// A column is missing or of another type, a part is none, or one file is listed under two labels or parts.
    /// </exception>
    public static ImageDataset FromDataView(IDataView data, TableOptions options) => DataViewListing.Read(data, options);

    /// <summary>Lists pictures that a program names. Rows without label or path become faults; a file listed twice is kept once.</summary>
    /// <param name="images">The pictures; relative paths start from the folder of the process.</param>
    /// <returns>The listing, in the same order.</returns>
    /// <exception cref="MlNetCnnException">There is none, or one file is listed under two labels or parts.</exception>
    public static ImageDataset FromImages(IEnumerable<LabeledImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var builder = new ListingBuilder("pictures in memory");
        var number = 0L;
        foreach (var image in images)
        {
            ArgumentNullException.ThrowIfNull(image, nameof(images));
            number++;
            var row = new TableRow("picture", number, image.Path, image.Label, Group: image.Group);
            PathCell.Add(builder, row, root: null, image.Split);
        }

        return builder.Build(root: null, sort: false);
    }

    /// <summary>
    /// Splits the pictures into three parts, class by class, whatever parts they were assigned to. The same pictures and seed give the
    /// same split on every machine, in whatever order they are listed. No class is lost from the training part: a class with one picture goes there,
    /// a class with two or more gives at least one to the test part. Pictures of one <see cref="LabeledImage.Group"/> stay together, and so do
    /// pictures whose files are equal byte for byte: files of equal length are opened to see that.
    /// </summary>
    /// <param name="test">The share of all pictures that is only measured, from 0 up to, but not reaching, 1.</param>
    /// <param name="validation">The share of the rest that steers the training, from 0 up to, but not reaching, 1.</param>
    /// <param name="seed">Picks the split.</param>
    /// <returns>The split; each picture's <see cref="LabeledImage.Split"/> is the part it plays.</returns>
    /// <exception cref="MlNetCnnException">A share is out of range, or there are fewer than two classes.</exception>
    public DatasetSplits Split(double test = 0.2, double validation = 0.1, int seed = 1) =>
        RandomSplit.Apply(this, test, validation, seed);

    /// <summary>
    /// Lets the parts that the pictures were assigned to play their roles. <c>test</c> is only measured; <c>validation</c> steers.
    /// Without <c>test</c>, validation is the test and a tenth of train steers; without validation, a tenth of train steers; without either, a
    /// fifth of all is the test and a tenth of the rest steers. Copies stay on one side as in <see cref="Split"/>; those in parts that were assigned
    /// are warned of. Pictures without a part count as train where others have one.
    /// </summary>
    /// <param name="seed">Picks what is set aside where something is.</param>
    /// <param name="validation">Pictures that steer instead of the listing's own; without any test part a fifth of train is then the test.</param>
    /// <param name="test">Pictures to measure on instead of the listing's own.</param>
    /// <returns>The split, with a sentence on who plays which part.</returns>
    /// <exception cref="MlNetCnnException">
    /// Nothing is left to train on or to measure on, fewer than two classes are left, or a picture would play two parts.
    /// </exception>
    public DatasetSplits SplitPredefined(int seed = 1, ImageDataset? validation = null, ImageDataset? test = null) =>
        PredefinedSplit.Apply(this, seed, validation, test);

    /// <summary>Refuses a listing that nothing can be learnt from; a listing to measure on may well hold one class.</summary>
    /// <returns>This listing.</returns>
    /// <exception cref="MlNetCnnException">There are fewer than two classes.</exception>
    public ImageDataset RequireTrainable()
    {
        if (ClassNames.Count < 2)
        {
            var received = ClassNames.Count == 0 ? "no picture to train on" : $"{ClassBalance.Images(Count)} of '{ClassNames[0]}'";
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataOneClass, $"'{Source}' has fewer than two classes to tell apart",
                expected: "pictures of at least two classes", received: received,
                fix: "add a second class, for example a folder 'other' with pictures of anything else");
        }

        return this;
    }

    /// <summary>Refuses a listing that is no longer what it was, for example what a split was made of or a model was trained on.</summary>
    /// <param name="fingerprint">The <see cref="Fingerprint"/> it had; upper and lower case alike.</param>
    /// <returns>This listing.</returns>
    /// <exception cref="MlNetCnnException">A picture was added, removed, renamed, or has another label or part.</exception>
    public ImageDataset RequireUnchanged(string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return Fingerprint.Equals(fingerprint.Trim(), StringComparison.OrdinalIgnoreCase)
            ? this
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataChanged, $"'{Source}' is not the set it was",
                expected: $"the fingerprint {fingerprint.Trim()}",
                received: $"{Fingerprint}, of {ClassBalance.Images(Count)} in {DisplayText.Count(ClassNames.Count, "class", "classes")}",
                fix: "undo what was added, removed, renamed or labelled anew, or start over with the set as it is");
    }

    /// <inheritdoc/>
    public IEnumerator<LabeledImage> GetEnumerator() => _images.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A path with <c>/</c> between folders, as it is compared and hashed.</summary>
    /// <param name="path">A path of this machine.</param>
    /// <returns>The portable spelling.</returns>
    internal static string Portable(string path) =>
        Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A picture's path below <see cref="Root"/>, with <c>/</c>; the same on every machine that has the set.</summary>
    /// <param name="image">A picture.</param>
    /// <returns>The relative path.</returns>
    internal string RelativePath(LabeledImage image)
    {
        var full = Path.GetFullPath(image.Path);
        return Portable(Root.Length == 0 ? full : Path.GetRelativePath(Root, full));
    }

    /// <summary>Some of the pictures, playing one part.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="part">The part they play.</param>
    /// <returns>A listing of the same source.</returns>
    internal ImageDataset Select(IEnumerable<LabeledImage> images, DatasetSplit part) =>
        new(Source, Root, [.. images.Select(image => image.Split == part ? image : image with { Split = part })]);
}
