using System.Text;

namespace MlNetCnn.Fuzz;

/// <summary>Reads tables of paths and labels; only exceptions of this library are allowed.</summary>
internal sealed class CsvTarget : IFuzzTarget
{
    private const string Rows =
        "filename,label,split,group\n\"a, b.jpg\",rose,train,1\nc.jpg,\"tulip \"\"red\"\"\",test,2\n# a note\n\n../d.jpg,rose,val,3\n'e.jpg',NaN,,\n";

    public IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        new("comma", FuzzKind.Text, Encoding.UTF8.GetBytes(Rows)),
        new("semicolon", FuzzKind.Text, Encoding.UTF8.GetBytes(Rows.Replace(',', ';').Replace("\n", "\r\n", StringComparison.Ordinal))),
        new("tab", FuzzKind.Text, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Rows.Replace(',', '\t'))]),
        new("utf-16", FuzzKind.Text, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Rows)]),
        new("long", FuzzKind.Text, Encoding.UTF8.GetBytes("path,class\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"f{i}.png,c{i % 9}\n")))),
    ];

    public string Feed(string path, int round)
    {
        try
        {
            var listing = ImageDataset.FromTable(path);
            return listing.SplitPredefined().Train.Count > 0 ? "ok" : "empty";
        }
        catch (MlNetCnnException exception)
        {
            return exception.Code;
        }
    }

    public void Dispose()
    {
    }
}
