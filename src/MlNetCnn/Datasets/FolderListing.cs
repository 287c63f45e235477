namespace MlNetCnn.Datasets;

/// <summary>Lists a folder; <see cref="ImageDataset.FromFolder(string)"/> describes the rules.</summary>
/// <param name="root">The folder, as specified.</param>
/// <param name="options">The scan options, or null for the defaults.</param>
/// <param name="read">Reads one folder; null to read from the file system.</param>
internal sealed class FolderListing(string root, FolderOptions? options = null, Func<string, IEnumerable<FolderEntry>>? read = null)
{
    private const string Layout = "one folder of images per class, or train/, val/ and test/ folders that each hold such class folders";

    private readonly ListingBuilder _builder = new(root);
    private readonly bool _allowEmptyClasses = options?.AllowEmptyClasses ?? false;
    private readonly List<(string Folder, DatasetSplit Part, int LeftOut)> _empty = [];
    private readonly HashSet<string> _classesToLearn = new(StringComparer.Ordinal);
    private readonly List<string> _onlyFolders = [];
    private readonly Func<string, IEnumerable<FolderEntry>> _read = read ?? FolderEntry.Read;

    /// <summary>Scans the folder.</summary>
    /// <returns>The dataset.</returns>
    /// <exception cref="MlNetCnnException">See <see cref="ImageDataset.FromFolder(string)"/>.</exception>
    public ImageDataset List()
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (!Directory.Exists(full))
        {
            ArchiveFile.Refuse(full);
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.PathNotFound, $"there is no folder '{root}'",
                expected: Layout, received: File.Exists(full) ? "a file" : null, fix: "check the path; it resolves to " + full);
        }

        var top = FolderContent.TryRead(full, _read, out var exception)
            ?? throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.PathDenied, $"cannot read the folder '{root}': {exception!.Message.TrimEnd('.')}",
                fix: "grant your account read access", innerException: exception);
        if (FolderLayout.FindParts(root, top, _read) is not { } parts)
        {
            ListClasses(top, DatasetSplit.Unassigned);
        }
        else
        {
            foreach (var other in parts.Others)
            {
                _builder.AddWarning($"the folder '{other}' is not one of {SplitNames.All}, so it was skipped");
            }

            foreach (var (folder, part) in parts.Folders)
            {
                ListPart(folder, part);
            }
        }

        CheckEmptyClasses();
        if (_onlyFolders.Count > 0)
        {
            _builder.AddWarning($"{ClassBalance.Names(_onlyFolders)}: no images directly in the class folder, only subfolders; everything in them counts "
                + $"as one class; splits are named {SplitNames.All}");
        }

        return _builder.Build(full, sort: true);
    }

    /// <summary>Whether a file in a listed folder would be listed as an image or reported as an error.</summary>
    /// <param name="root">The folder, without links in its path.</param>
    /// <param name="path">The file, which need not exist, without links in its path.</param>
    /// <param name="comparison">Whether the file system is case-sensitive.</param>
    public static bool Takes(string root, string path, StringComparison comparison)
    {
        string[] steps = RealPath.IsWithin(path, root, comparison)
            ? path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries) : [];
        if (steps.Length == 0 || steps.Any(step => step.StartsWith('.')))
        {
            return false;
        }

        // Other files are allowed next to class folders.
        var isImage = ImageExtensions.Matches(path);
        if (steps.Length == 1)
        {
            return isImage;
        }

        var top = FolderContent.TryRead(root, FolderEntry.Read, out _);
        return (top is null ? null : FolderLayout.FindParts(root, top, FolderEntry.Read)) is not { } parts
            || (parts.Folders.Any(part => IsFirst(part.Folder)) ? isImage || steps.Length > 2 : !parts.Others.Any(IsFirst));

        bool IsFirst(string folder) => Path.GetFileName(folder).Equals(steps[0], comparison);
    }

    private void ListPart(string folder, DatasetSplit part)
    {
        if (FolderContent.TryRead(folder, _read, out var exception) is { } content)
        {
            ListClasses(content, part);
        }
        else
        {
            throw Unreadable(folder, exception!);
        }
    }

    private void ListClasses(FolderContent folder, DatasetSplit part)
    {
        if (folder.Folders.Count == 0)
        {
            if (folder.Images.Count > 0)
            {
                throw new MlNetCnnException(
                    ErrorKind.Data, ErrorCodes.DataNoClassFolders, $"'{folder.Path}' holds images, but no class folders",
                    expected: Layout, received: $"{DisplayText.Count(folder.Images.Count, "image")} directly in the folder, such as "
                        + $"'{Path.GetFileName(folder.Images[0])}'",
                    fix: "move the images of each class into a folder named after the class, or list them in a .csv");
            }

            if (part != DatasetSplit.Unassigned)
            {
                _builder.AddWarning($"the folder '{folder.Path}' is empty, so this split does not exist");
            }
        }

        foreach (var image in folder.Images)
        {
            _builder.AddError(image, ErrorCodes.ImageNoClass, "it is next to the class folders, so it has no class; move it into one of them", part);
        }

        var real = RealPath.Of(folder.Path);
        foreach (var classFolder in folder.Folders)
        {
            ListClass(classFolder, real, part);
        }
    }

    private void ListClass(FolderEntry classFolder, string realParent, DatasetSplit part)
    {
        var label = classFolder.Name.Trim();
        if (label.Length == 0)
        {
            _builder.AddError(classFolder.Path, ErrorCodes.LabelMissing, "the name of the folder is only whitespace, so it does not name a class", part);
            return;
        }

        if (label != classFolder.Name)
        {
            _builder.AddWarning($"whitespace around the name of the class folder '{classFolder.Path}' is ignored: its class is '{label}'");
        }

        var before = _builder.Count;
        var errorsBefore = _builder.ErrorCount;
        ListImages(classFolder, label, realParent, part);
        if (_builder.Count == before)
        {
            _empty.Add((classFolder.Path, part, _builder.ErrorCount - errorsBefore));
        }
        else if (part is DatasetSplit.Train or DatasetSplit.Unassigned)
        {
            _classesToLearn.Add(label);
        }
    }

    /// <summary>Lists the images in a class folder and its subfolders.</summary>
    private void ListImages(FolderEntry classFolder, string label, string realParent, DatasetSplit part)
    {
        var (any, direct) = (false, false);
        foreach (var file in new FolderWalk(_read).Below(classFolder, realParent))
        {
            if (file.Error is { } exception)
            {
                throw Unreadable(file.Path, exception);
            }

            if (file.IsLoop)
            {
                _builder.AddWarning($"the link '{file.Path}' leads to one of its parent folders or to a folder already listed, so it was not followed");
                continue;
            }

            any = true;
            direct |= file.Path.AsSpan(classFolder.Path.Length + 1).IndexOf(Path.DirectorySeparatorChar) < 0;
            AddFile(file, label, part);
        }

        if (any && !direct)
        {
            _onlyFolders.Add(label);
        }
    }

    private void AddFile(WalkedFile file, string label, DatasetSplit part)
    {
        if (ImageExtensions.Matches(file.Path))
        {
            _builder.AddFound(new LabeledImage(file.Path, label) { Split = part }, file.RealPath!);
        }
        else if (ImageExtensions.IsText(file.Path))
        {
            _builder.AddError(file.Path, ErrorCodes.NotAnImage, "a text file next to the images, not an image", part);
        }
        else
        {
            _builder.AddError(
                file.Path, ErrorCodes.ImageExtension, $"a folder scan only accepts {ImageExtensions.Accepted}; a table (.csv) can list any file", part);
        }
    }

    // An error, because without its content the set of images and classes is unknown.
    private static MlNetCnnException Unreadable(string folder, Exception exception) => new(
        ErrorKind.Data, ErrorCodes.DataFolderUnreadable, $"the folder '{folder}' cannot be read: {exception.Message.TrimEnd('.')}",
        expected: "a dataset in which every folder can be read", fix: "grant your account read access, or move the folder out of the dataset",
        innerException: exception);

    private void CheckEmptyClasses()
    {
        // A validation or test split may lack a class that the training split has.
        var errors = _empty
            .Where(empty => !_allowEmptyClasses)
            .Where(empty => empty.Part is not (DatasetSplit.Validation or DatasetSplit.Test)
                || !_classesToLearn.Contains(Path.GetFileName(empty.Folder).Trim()))
            .ToList();
        if (errors.Count > 0 && _builder.Count > 0)
        {
            var names = ClassBalance.Names([.. errors.Select(empty => $"'{empty.Folder}'")]);
            var leftOut = errors.Sum(empty => empty.LeftOut);
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataEmptyClass, $"no images in the class folder {names}",
                expected: $"at least one file ending in {ImageExtensions.Accepted} in every class folder",
                received: leftOut == 0 ? "none" : $"{DisplayText.Count(leftOut, "file")} that a folder scan does not accept",
                fix: "add images of the class, remove its folder, or allow empty classes (AllowEmptyClasses in code)");
        }

        foreach (var (folder, _, _) in _empty.Except(errors))
        {
            _builder.AddWarning($"no images in the class folder '{folder}'");
        }
    }
}
