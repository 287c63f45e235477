namespace MlNetCnn.Diagnostics;

/// <summary>The results of a dataset audit.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class AuditReport
{
    internal AuditReport(ImageDataset listing) => Listing = listing;

    /// <summary>The dataset.</summary>
    public ImageDataset Listing { get; }

    /// <summary>
    /// SHA-256, in hexadecimal, of the relative path, label, split and content of every image. Unlike <see cref="ImageDataset.Fingerprint"/>, it
    /// also changes when a file is edited in place.
    /// </summary>
    public string ContentFingerprint { get; internal init; } = "";

    /// <summary>The number of listed images that can be used.</summary>
    public int ReadableCount { get; internal init; }

    /// <summary>The classes in ordinal order, with their image counts.</summary>
    public IReadOnlyList<AuditedClass> Classes { get; internal init; } = [];

    /// <summary>The number of images of each format, detected from the content rather than the file name.</summary>
    public IReadOnlyDictionary<string, int> Formats { get; internal init; } = new Dictionary<string, int>();

    /// <summary>Widths of the images after EXIF orientation is applied, in pixels.</summary>
    public SizeRange Width { get; internal init; }

    /// <summary>Heights of the images after EXIF orientation is applied, in pixels.</summary>
    public SizeRange Height { get; internal init; }

    /// <summary>The <see cref="AuditOptions.NearDuplicateDistance"/> of the audit.</summary>
    public int NearDuplicateDistance { get; internal init; }

    /// <summary>The duplicates, exact ones first, each kind in the order of the dataset.</summary>
    public IReadOnlyList<DuplicateGroup> Duplicates { get; internal init; } = [];

    /// <summary>The files and rows that cannot be used, found while listing and while decoding.</summary>
    public IReadOnlyList<ImageError> Errors { get; internal init; } = [];

    /// <summary>The images that a plain ML.NET application decodes to different pixels.</summary>
    public MlNetDifferences MlNetDifferences { get; internal init; } = MlNetDifferences.None;

    /// <summary>The findings, the most severe first.</summary>
    public IReadOnlyList<AuditFinding> Findings { get; internal init; } = [];

    /// <summary>The severity of the worst finding; null if there are no findings.</summary>
    public AuditSeverity? Worst => Findings.Count == 0 ? null : Findings[0].Severity;

    /// <summary>Whether the dataset can be trained on: at least one image can be read, and there are at least two classes.</summary>
    public bool IsUsable => !Findings.Any(finding => finding.Code is ReadabilityRules.NothingReadable or ReadabilityRules.OneClass);

    /// <summary>
    /// Writes the report as one JSON object (UTF-8, indented) with stable keys: <c>source, root, fingerprint, contentFingerprint, usable,
    /// worst, images{listed,readable,unreadable,leftOut}, classes[{name,unassigned,train,validation,test,unreadable}], formats{},
    /// sizes{width{min,median,max},height{}}, findings[{severity,code,count,problem,fix,paths[]}], nearThreshold,
    /// duplicates[{kind,acrossParts,acrossLabels,images[{path,label,part}]}], faults[{path,code,reason}]</c>. Image paths are relative to
    /// <c>root</c>, with <c>/</c> as the separator.
    /// </summary>
    /// <param name="stream">The stream to write to; it stays open.</param>
    public void WriteJson(Stream stream) => AuditJson.Write(this, stream);
}
