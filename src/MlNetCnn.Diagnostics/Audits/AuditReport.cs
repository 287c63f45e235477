namespace MlNetCnn.Diagnostics;

/// <summary>What an audit found out about a set of pictures.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class AuditReport
{
    internal AuditReport(ImageDataset listing) => Listing = listing;

    /// <summary>The set.</summary>
    public ImageDataset Listing { get; }

    /// <summary>
    /// SHA-256, in hexadecimal, of relative path, label, part and content of every picture: other than <see cref="ImageDataset.Fingerprint"/> it
    /// also changes when a file is edited in place.
    /// </summary>
    public string ContentFingerprint { get; internal init; } = "";

    /// <summary>How many of the listed pictures can be used.</summary>
    public int ReadableCount { get; internal init; }

    /// <summary>The classes in ordinal order, with their numbers of pictures.</summary>
    public IReadOnlyList<AuditedClass> Classes { get; internal init; } = [];

    /// <summary>How many pictures there are of each format, by the bytes and not by the names.</summary>
    public IReadOnlyDictionary<string, int> Formats { get; internal init; } = new Dictionary<string, int>();

    /// <summary>Widths of the upright pictures, in pixels.</summary>
    public SizeRange Width { get; internal init; }

    /// <summary>Heights of the upright pictures, in pixels.</summary>
    public SizeRange Height { get; internal init; }

    /// <summary>The <see cref="AuditOptions.NearDuplicateDistance"/> that near copies were looked for with.</summary>
    public int NearDuplicateDistance { get; internal init; }

    /// <summary>The copies, exact ones first, each kind in the order of the listing.</summary>
    public IReadOnlyList<DuplicateGroup> Duplicates { get; internal init; } = [];

    /// <summary>The files and rows that cannot be used, from listing and from decoding.</summary>
    public IReadOnlyList<ImageError> Errors { get; internal init; } = [];

    /// <summary>Pictures of which a stock ML.NET application sees other pixels.</summary>
    public MlNetDifferences MlNetDifferences { get; internal init; } = MlNetDifferences.None;

    /// <summary>What a person should know, the most severe first.</summary>
    public IReadOnlyList<AuditFinding> Findings { get; internal init; } = [];

    /// <summary>How severe the worst finding is; null if there is none.</summary>
    public AuditSeverity? Worst => Findings.Count == 0 ? null : Findings[0].Severity;

    /// <summary>Whether anything can be trained on the set: a picture can be read, and there are two classes.</summary>
    public bool IsUsable => !Findings.Any(finding => finding.Code is ReadabilityRules.NothingReadable or ReadabilityRules.OneClass);

    /// <summary>
    /// Writes the report as one JSON object (UTF-8, indented) whose keys stay stable: <c>source, root, fingerprint, contentFingerprint, usable,
    /// worst, images{listed,readable,unreadable,leftOut}, classes[{name,unassigned,train,validation,test,unreadable}], formats{},
    /// sizes{width{min,median,max},height{}}, findings[{severity,code,count,problem,fix,paths[]}], nearThreshold,
    /// duplicates[{kind,acrossParts,acrossLabels,images[{path,label,part}]}], faults[{path,code,reason}]</c>. Paths of pictures are relative to
    /// <c>root</c>, with <c>/</c> between folders.
    /// </summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void WriteJson(Stream stream) => AuditJson.Write(this, stream);
}
