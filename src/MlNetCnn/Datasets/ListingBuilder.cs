namespace MlNetCnn.Datasets;

/// <summary>Builds a dataset and enforces its rules: every row has a path and a label, and no file is listed twice.</summary>
/// <param name="source">The source of the dataset, for messages.</param>
internal sealed class ListingBuilder(string source)
{
    private readonly Dictionary<string, int> _indexOfFile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly List<LabeledImage> _images = [];
    private readonly List<(ImageError Error, DatasetSplit Part)> _errors = [];
    private readonly List<string> _warnings = [];
    private string? _firstRepeated;
    private int _repeated;

    /// <summary>The number of images listed so far.</summary>
    public int Count => _images.Count;

    /// <summary>The number of files left out so far.</summary>
    public int ErrorCount => _errors.Count;

    /// <summary>Adds a file found by a scan, which may find it through several links.</summary>
    /// <param name="image">The image.</param>
    /// <param name="realPath">Its path without links.</param>
    /// <exception cref="MlNetCnnException">The same file has two labels or two splits.</exception>
    public void AddFound(LabeledImage image, string realPath) => Add(image, realPath);

    /// <summary>Adds a row written by a user: a missing label is an error, a repeated file is listed once.</summary>
    /// <param name="row">The row.</param>
    /// <param name="path">The resolved path of the row.</param>
    /// <param name="part">The split of the row.</param>
    /// <exception cref="MlNetCnnException">The same file has two labels or two splits.</exception>
    public void Add(TableRow row, string path, DatasetSplit part)
    {
        if (string.IsNullOrWhiteSpace(row.Label))
        {
            AddError(new ImageError(path, ErrorCodes.LabelMissing, $"{row.Where} has no label"), part);
            return;
        }

        var group = string.IsNullOrWhiteSpace(row.Group) ? null : row.Group.Trim();
        Add(new LabeledImage(path, row.Label) { Split = part, Group = group }, Path.GetFullPath(path));
    }

    /// <summary>Records a file that is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="code">The error code.</param>
    /// <param name="reason">The reason, in one sentence.</param>
    /// <param name="part">The split that it would be in, if known.</param>
    public void AddError(string path, string code, string reason, DatasetSplit part = DatasetSplit.Unassigned) =>
        AddError(new ImageError(path, code, reason), part);

    /// <summary>Records a file that is left out.</summary>
    /// <param name="error">The file and the reason.</param>
    /// <param name="part">The split that it would be in, if known.</param>
    public void AddError(ImageError error, DatasetSplit part) => _errors.Add((error, part));

    /// <summary>Adds a warning.</summary>
    /// <param name="warning">One sentence.</param>
    public void AddWarning(string warning) => _warnings.Add(warning);

    /// <summary>Builds the dataset.</summary>
    /// <param name="root">The folder that relative paths start from, or null for the deepest folder that holds all images.</param>
    /// <param name="sort">Whether to order the images by split, class and path; otherwise they stay in the order they were added.</param>
    /// <returns>The dataset, with at least one image.</returns>
    /// <exception cref="MlNetCnnException">No image was listed.</exception>
    public ImageDataset Build(string? root, bool sort)
    {
        if (_images.Count == 0)
        {
            var first = _errors.Count == 0 ? null : $"; the first: '{_errors[0].Error.Path}', {_errors[0].Error.Reason}";
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNoImages, $"'{source}' lists no images: 0 of {_errors.Count} can be used{first}",
                expected: $"at least one image; a folder is scanned for {ImageExtensions.Accepted}",
                fix: "pass a folder with one folder of images per class, or a .csv or .tsv file with a path and a label in each row");
        }

        if (_repeated > 0)
        {
            _warnings.Add($"{DisplayText.Count(_repeated, "row or link repeats", "rows or links repeat")} a file that is already listed and "
                + $"{(_repeated == 1 ? "was" : "were")} left out; the first is '{_firstRepeated}'");
        }

        _warnings.AddRange(LabelText.Lookalikes(_labels.Keys));

        var images = _images.ToArray();
        if (sort)
        {
            var order = images.Select((image, index) => (image.Split, image.Label, RelativePath: ImageDataset.Portable(image.Path), index)).ToArray();
            Array.Sort(((DatasetSplit Part, string Label, string RelativePath, int index)[])order, (a, b) =>
            {
                var byPart = a.Part.CompareTo(b.Part);
                var byLabel = byPart != 0 ? byPart : string.CompareOrdinal(a.Label, b.Label);
                return byLabel != 0 ? byLabel : string.CompareOrdinal(a.RelativePath, b.RelativePath);
            });
            images = [.. order.Select(entry => _images[entry.index])];
        }

        return new ImageDataset(source, root ?? RealPath.CommonFolder(images.Select(image => image.Path)), images)
        {
            Errors = [.. _errors.Select(entry => entry.Error)],
            ErrorSplits = [.. _errors.Select(entry => entry.Part)],
            Notes = _warnings,
            Warnings = [.. _warnings, .. ClassBalance.Warnings(images)],
        };
    }

    private void Add(LabeledImage image, string realPath)
    {
        var label = image.Label;
        if (_indexOfFile.TryGetValue(realPath, out var index))
        {
            AddRepeated(_images[index], label, image.Split);
            return;
        }

        if (!_labels.TryGetValue(label, out var shared))
        {
            _labels.Add(label, shared = label);
        }

        _indexOfFile.Add(realPath, _images.Count);
        _images.Add(image with { Label = shared });
    }

    private void AddRepeated(LabeledImage listed, string label, DatasetSplit part)
    {
        if (!string.Equals(listed.Label, label, StringComparison.Ordinal))
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataConflictingLabels, $"'{source}' lists '{listed.Path}' with two labels",
                expected: "one label for each file", received: $"'{listed.Label}' and '{label}'", fix: "remove the wrong row or link");
        }

        if (listed.Split != part)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataConflictingParts, $"'{source}' lists '{listed.Path}' in two splits",
                expected: "one split for each file, because an image used for training cannot be measured",
                received: $"{listed.Split} and {part}", fix: "remove one of the rows or links");
        }

        _repeated++;
        _firstRepeated ??= listed.Path;
    }
}
