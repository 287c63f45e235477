using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace MlNetCnn.Primitives;

/// <summary>The processor as it reports itself: native libraries query it directly, and no setting of .NET changes the result.</summary>
[SharedInternal]
internal static class Processor
{
    // Native libraries select their kernels, and so the order of summation, by variables with these prefixes.
    private static readonly string[] Settings = ["ATEN_", "DNNL_", "DOTNET_Enable", "GOMP_", "KMP_", "MKL_", "OMP_", "ONEDNN_"];

    // Intel's manual, volume 2A, CPUID leaf 7: registers and bits of subleaves 0 and 1.
    private static readonly (string Name, Func<(int Eax, int Ebx, int Ecx, int Edx), (int Eax, int Ebx, int Ecx, int Edx), bool> IsThere)[] Sets =
    [
        ("AVX2", (first, _) => (first.Ebx & (1 << 5)) != 0),
        ("AVX-512", (first, _) => (first.Ebx & (1 << 16)) != 0),
        ("AVX-512 VNNI", (first, _) => (first.Ecx & (1 << 11)) != 0),
        ("AVX-512 bfloat16", (_, second) => (second.Eax & (1 << 5)) != 0),
        ("AMX bfloat16", (first, _) => (first.Edx & (1 << 22)) != 0),
    ];

    /// <summary>The instruction sets that kernels are selected by; empty on a processor without CPUID.</summary>
    public static IReadOnlyList<string> InstructionSets { get; } = FindSets();

    /// <summary>Whether the processor has AVX-512.</summary>
    public static bool HasAvx512 { get; } = InstructionSets.Contains("AVX-512");

    /// <summary>The name of the processor, with its instruction sets.</summary>
    public static string Name { get; } = string.Join(", ", InstructionSets.Prepend(FindName()));

    /// <summary>Returns the values that the last digits of a training depend on, besides its options: processor, threads and environment variables.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <returns>Values by name, in ordinal order.</returns>
    public static IReadOnlyDictionary<string, string> Arithmetic(int threads)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["processor"] = Name, ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
        };
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (Settings.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
            {
                found[name] = (string?)variable.Value ?? "";
            }
        }

        return found;
    }

    private static string[] FindSets()
    {
        if (!X86Base.IsSupported)
        {
            return [];
        }

        var first = X86Base.CpuId(7, 0);
        var second = first.Eax >= 1 ? X86Base.CpuId(7, 1) : default;
        return [.. Sets.Where(set => set.IsThere(first, second)).Select(set => set.Name)];
    }

    private static string FindName()
    {
        const int Names = unchecked((int)0x80000000);
        if (!X86Base.IsSupported || X86Base.CpuId(Names, 0).Eax < Names + 4)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        // Three leaves of sixteen characters; the signature (family, model, stepping) distinguishes processors with the same name.
        var letters = Enumerable.Range(2, 3).Select(leaf => X86Base.CpuId(Names + leaf, 0))
            .SelectMany(part => new[] { part.Eax, part.Ebx, part.Ecx, part.Edx }).SelectMany(BitConverter.GetBytes);
        var name = Encoding.ASCII.GetString([.. letters]).Trim('\0', ' ');
        return string.Create(CultureInfo.InvariantCulture, $"{name} {X86Base.CpuId(1, 0).Eax:x}");
    }
}
