using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class NativeLibraryPatchTests
{
    [Fact]
    public void Read_TwoRequiredVersions_ListsThemAndTheUsedOne()
    {
        var image = ElfImage.Read(ElfFile.Write([1]))!;
        Assert.Equal([ElfFile.Old, ElfFile.New], image.Needs.Select(n => n.Version));
        Assert.All(image.Needs, need => Assert.Equal(ElfFile.Library, need.Library));
        Assert.True(image.Uses(image.Needs[0].Index));
        Assert.False(image.Uses(image.Needs[1].Index));
    }

    [Fact]
    public void Weaken_MissingUnusedVersion_ChangesItsFlagsAlone()
    {
        var original = ElfFile.Write([1]);
        var untouched = original.ToArray();
        var patched = NativeLibraryPatch.Weaken(original, ElfFile.Library, [ElfFile.Old], out var weakened)!;
        Assert.Equal([ElfFile.New], weakened);
        Assert.Equal(untouched, original);
        var need = ElfImage.Read(original)!.Needs[1];
        Assert.Equal([need.FlagsOffset], Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i]));
        Assert.Equal([false, true], ElfImage.Read(patched)!.Needs.Select(n => n.IsWeak));
    }

    [Fact]
    public void Weaken_Twice_LeavesNothingToDo()
    {
        var patched = NativeLibraryPatch.Weaken(ElfFile.Write([1]), ElfFile.Library, [ElfFile.Old], out _)!;
        Assert.Null(NativeLibraryPatch.Weaken(patched, ElfFile.Library, [ElfFile.Old], out var weakened));
        Assert.Empty(weakened);
    }

    [Theory]
    [InlineData(ElfFile.Library, ElfFile.Old, ElfFile.New)]
    [InlineData("libother.so.1")]
    public void Weaken_NothingMissing_ReturnsNull(string library, params string[] available) =>
        Assert.Null(NativeLibraryPatch.Weaken(ElfFile.Write([1]), library, available, out _));

    [Fact]
    public void Weaken_MissingVersionInUse_ReturnsNull() =>
        Assert.Null(NativeLibraryPatch.Weaken(ElfFile.Write([1, 2]), ElfFile.Library, [ElfFile.Old], out _));

    [Fact]
    public void Read_RelocationsOfAnotherKind_ReturnsNull() => Assert.Null(ElfImage.Read(ElfFile.Write([1], relocationType: 9)));

    [Fact]
    public void Read_RelocationAgainstNoSymbol_ReturnsNull() => Assert.Null(ElfImage.Read(ElfFile.Write([7])));

    [Fact]
    public void Read_OtherBytes_ReturnsNull()
    {
        Assert.Null(ElfImage.Read([]));
        Assert.Null(ElfImage.Read(new byte[500]));
        Assert.Null(ElfImage.Read([.. "MZ"u8, .. new byte[500]]));
    }

    [Fact]
    public void Read_CutOrChangedFile_ReturnsNullOrImage()
    {
        var file = ElfFile.Write([1, 2]);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Null(ElfImage.Read(file[..length]));
        }

        for (var i = 0; i < file.Length; i++)
        {
            foreach (var value in (byte[])[0x00, 0x7f, 0xff])
            {
                var changed = file.ToArray();
                changed[i] = value;
                _ = ElfImage.Read(changed);
            }
        }
    }

    [Fact]
    public void Weaken_ShippedShimWhereTheCppLibraryIsOld_WeakensWhatIsNewer()
    {
        var shim = Directory.GetFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories);
        Assert.SkipUnless(shim.Length > 0, "built for a system without ELF files");
        var bytes = File.ReadAllBytes(shim[0]);
        var all = ElfImage.Read(bytes)!.Needs.Where(n => n.Library == "libstdc++.so.6").Select(n => n.Version).ToList();
        Assert.Contains("GLIBCXX_3.4.30", all);
        Assert.NotNull(NativeLibraryPatch.Weaken(bytes, "libstdc++.so.6", [.. all.Where(v => v != "GLIBCXX_3.4.32")], out var weakened));
        Assert.Equal(["GLIBCXX_3.4.32"], weakened);
        Assert.Null(NativeLibraryPatch.Weaken(bytes, "libstdc++.so.6", [.. all.Where(v => v != "GLIBCXX_3.4.30")], out _));
    }

    [Fact]
    public void EnsureLoaded_OnThisMachine_ReportsHowAndChangesNoFile()
    {
        // The file in the output folder may be the same as the one in NuGet's cache.
        var shim = Directory.GetFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories);
        var before = Array.ConvertAll(shim, File.ReadAllBytes);
        TorchRuntime.EnsureLoaded();
        Assert.Equal(before, Array.ConvertAll(shim, File.ReadAllBytes));
        Assert.Contains("is loaded", TorchRuntime.Status);
    }
}
