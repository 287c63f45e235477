namespace MlNetCnn.Diagnostics;

/// <summary>What pictures and their classes are called in a report: paths from the folder that all pictures share.</summary>
/// <param name="content">The report.</param>
internal sealed class ImageNames(ReportContent content)
{
    private readonly IReadOnlyList<string> _classNames = content.Measured?.ClassNames ?? content.Card?.ClassNames ?? [];
    private readonly string _folder = CommonFolder.Of(
        [.. content.Images.Select(image => image.Path).Concat(content.Errors.Select(error => error.Path)).Select(path => new LabeledImage(path, ""))]);

    /// <summary>The name of a class.</summary>
    /// <param name="index">Its index.</param>
    public string Class(int index) => index < _classNames.Count ? _classNames[index] : $"class {index}";

    /// <summary>The path of a picture, from the shared folder.</summary>
    /// <param name="path">The path.</param>
    public string Short(string path) =>
        _folder.Length > 0 ? Path.GetRelativePath(_folder, Path.GetFullPath(path)).Replace('\\', '/') : path;
}
