using System.Text.Json;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class AuditJsonTests : IDisposable
{
    private readonly AuditSet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public async Task WriteJson_Report_HasTheStableKeys()
    {
        using var json = await WriteAsync();
        var root = json.RootElement;

        Assert.Equal(
            ["source", "root", "fingerprint", "contentFingerprint", "usable", "worst", "images", "classes", "formats", "sizes", "findings", "nearThreshold", "duplicates", "faults"],
            Keys(root));
        Assert.Equal(["listed", "readable", "unreadable", "leftOut"], Keys(root.GetProperty("images")));
        Assert.Equal(["name", "unassigned", "train", "validation", "test", "unreadable"], Keys(root.GetProperty("classes")[0]));
        Assert.Equal(["min", "median", "max"], Keys(root.GetProperty("sizes").GetProperty("height")));
        Assert.Equal(["severity", "code", "count", "problem", "fix", "paths"], Keys(root.GetProperty("findings")[0]));
        Assert.Equal(["kind", "acrossParts", "acrossLabels", "images"], Keys(root.GetProperty("duplicates")[0]));
        Assert.Equal(["path", "label", "part"], Keys(root.GetProperty("duplicates")[0].GetProperty("images")[0]));
        Assert.Equal(["path", "code", "reason"], Keys(root.GetProperty("faults")[0]));
    }

    [Fact]
    public async Task WriteJson_Report_TellsWhatWasFound()
    {
        using var json = await WriteAsync();
        var root = json.RootElement;

        Assert.Equal((4, 3, 1), (Number(root, "listed"), Number(root, "readable"), Number(root, "unreadable")));
        Assert.Equal("error", root.GetProperty("worst").GetString());
        Assert.True(root.GetProperty("usable").GetBoolean());
        Assert.Equal(["train/a/1.jpg", "test/a/copy.jpg"], root.GetProperty("duplicates")[0].GetProperty("images").EnumerateArray().Select(image => image.GetProperty("path").GetString()));
        Assert.Equal("test", root.GetProperty("duplicates")[0].GetProperty("images")[1].GetProperty("part").GetString());
        Assert.Equal("train/b/bad.jpg", root.GetProperty("faults")[0].GetProperty("path").GetString());
        Assert.Equal(3, root.GetProperty("formats").GetProperty("JPEG").GetInt32());
    }

    private static int Number(JsonElement root, string name) => root.GetProperty("images").GetProperty(name).GetInt32();

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private async Task<JsonDocument> WriteAsync()
    {
        _set.Photo("train/a/1.jpg", 0);
        _set.Photo("train/b/2.jpg", 1);
        _set.Text("train/b/bad.jpg", "not an image");
        _set.Photo("test/a/copy.jpg", 0);
        using var stream = new MemoryStream();
        (await _set.AuditAsync()).WriteJson(stream);
        return JsonDocument.Parse(stream.ToArray());
    }
}
