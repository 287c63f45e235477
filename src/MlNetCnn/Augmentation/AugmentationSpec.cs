namespace MlNetCnn;

/// <summary>Reads, writes and checks augmentations by the table of <see cref="AugmentationWords"/>.</summary>
internal static class AugmentationSpec
{
    private const string Function = "function";

    private static string PresetNames => string.Join(", ", AugmentationWords.Presets.Select(p => p.Name));

    /// <summary>Reads a spec.</summary>
    /// <exception cref="MlNetCnnException"><c>AUGMENT_SPEC</c>: all faults of it.</exception>
    public static Augmentation Parse(string spec)
    {
        var augmentation = Augmentation.None;
        var faults = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var words = spec.Split(',', StringSplitOptions.TrimEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var equals = words[i].IndexOf('=');
            var name = equals < 0 ? words[i] : words[i][..equals].TrimEnd();
            var value = equals < 0 ? null : words[i][(equals + 1)..].TrimStart();
            if (value is null && Preset(name) is { } preset)
            {
                augmentation = preset;
                if (i > 0)
                {
                    faults.Add($"'{words[i]}': a preset stands first");
                }
            }
            else if (AugmentationWords.All.FirstOrDefault(w => w.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } word)
            {
                faults.Add(Unknown(words[i], name));
            }
            else if (!seen.Add(name))
            {
                faults.Add($"'{words[i]}': {word.Name} was given before");
            }
            else if (word.Read(augmentation, value) is not { } changed)
            {
                faults.Add($"'{words[i]}': {word.Allowed}");
            }
            else
            {
                augmentation = changed;
            }
        }

        return faults.Count == 0 ? augmentation : throw Fault(spec, faults);
    }

    /// <summary>Writes the shortest spec.</summary>
    public static string Write(Augmentation augmentation)
    {
        foreach (var (name, value) in AugmentationWords.Presets)
        {
            if (augmentation == value)
            {
                return name;
            }
        }

        var words = AugmentationWords.All.Select(word => word.Write(augmentation)).OfType<string>();
        return string.Join(',', augmentation.Function is null ? words : words.Append(Function));
    }

    /// <summary>Checks every range.</summary>
    /// <exception cref="MlNetCnnException"><c>AUGMENT_RANGE</c>: all values that are out of range.</exception>
    public static void Validate(Augmentation augmentation)
    {
        var faults = AugmentationWords.All.Where(word => !word.IsValid(augmentation)).ToList();
        if (faults.Count > 0)
        {
            throw new MlNetCnnException(
                FaultKind.Usage, "AUGMENT_RANGE", "an augmentation is out of its range",
                expected: string.Join("; ", faults.Select(f => f.Allowed)),
                received: string.Join(", ", faults.Select(f => f.Write(augmentation) ?? f.Name)));
        }
    }

    private static Augmentation? Preset(string name) =>
        AugmentationWords.Presets.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Unknown(string written, string name)
    {
        if (name.Length == 0)
        {
            return $"'{written}': there is no word here";
        }

        if (name.Equals(Function, StringComparison.OrdinalIgnoreCase))
        {
            return $"'{written}': a function can be given in code only";
        }

        var nearest = NearestNames.Find(name, AugmentationWords.All.Select(w => w.Name).Concat(AugmentationWords.Presets.Select(p => p.Name)), 2);
        return $"'{written}': there is no such word; like it are {string.Join(" and ", nearest)}";
    }

    private static MlNetCnnException Fault(string spec, List<string> faults) => new(
        FaultKind.Usage, "AUGMENT_SPEC", $"the augmentation '{spec}' cannot be read: {string.Join("; ", faults)}",
        expected: $"a preset ({PresetNames}), words between commas, or a preset and words that change it",
        fix: $"use these words: {string.Join(", ", AugmentationWords.All.Select(w => w.Name))}");
}
