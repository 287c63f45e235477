namespace MlNetCnn.Augmentations;

/// <summary>Reads, writes and checks augmentations, based on the lists of <see cref="AugmentationRegistry"/>.</summary>
internal static class AugmentationSpec
{
    private const string Function = "function";

    private static string PresetNames => string.Join(", ", AugmentationRegistry.Presets.Select(p => p.Name));

    /// <summary>Reads a spec.</summary>
    /// <exception cref="MlNetCnnException"><c>AUGMENT_SPEC</c>: all errors of the spec.</exception>
    public static Augmentation Parse(string spec)
    {
        var augmentation = Augmentation.None;
        var errors = new List<string>();
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
                    errors.Add($"'{words[i]}': a preset must come first");
                }
            }
            else if (AugmentationRegistry.Parameters.FirstOrDefault(w => w.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } word)
            {
                errors.Add(Unknown(words[i], name));
            }
            else if (!seen.Add(name))
            {
                errors.Add($"'{words[i]}': {word.Name} is specified twice");
            }
            else if (word.Read(augmentation, value) is not { } changed)
            {
                errors.Add($"'{words[i]}': {word.Allowed}");
            }
            else
            {
                augmentation = changed;
            }
        }

        return errors.Count == 0 ? augmentation : throw Error(spec, errors);
    }

    /// <summary>Writes the shortest spec.</summary>
    public static string Write(Augmentation augmentation)
    {
        foreach (var (name, value) in AugmentationRegistry.Presets)
        {
            if (augmentation == value)
            {
                return name;
            }
        }

        var words = AugmentationRegistry.Parameters.Select(word => word.Write(augmentation)).OfType<string>();
        return string.Join(',', augmentation.Function is null ? words : words.Append(Function));
    }

    /// <summary>Checks every range.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>: all values that are out of range.</exception>
    public static void Validate(Augmentation augmentation)
    {
        var errors = AugmentationRegistry.Parameters.Where(word => !word.IsValid(augmentation)).ToList();
        if (errors.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, "an augmentation parameter is out of range",
                expected: string.Join("; ", errors.Select(f => f.Allowed)),
                received: string.Join(", ", errors.Select(f => f.Write(augmentation) ?? f.Name)));
        }
    }

    private static Augmentation? Preset(string name) =>
        AugmentationRegistry.Presets.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Unknown(string written, string name)
    {
        if (name.Length == 0)
        {
            return $"'{written}': the parameter is empty";
        }

        if (name.Equals(Function, StringComparison.OrdinalIgnoreCase))
        {
            return $"'{written}': a function can be set in code only";
        }

        var nearest = NearestNames.Find(name, AugmentationRegistry.Parameters.Select(w => w.Name).Concat(AugmentationRegistry.Presets.Select(p => p.Name)), 2);
        return $"'{written}': unknown parameter; did you mean {string.Join(" or ", nearest)}?";
    }

    private static MlNetCnnException Error(string spec, List<string> errors) => new(
        ErrorKind.Usage, ErrorCodes.AugmentSpec, $"the augmentation '{spec}' is not valid: {string.Join("; ", errors)}",
        expected: $"a preset ({PresetNames}), comma-separated parameters, or a preset followed by parameters that change it",
        fix: $"use these parameters: {string.Join(", ", AugmentationRegistry.Parameters.Select(w => w.Name))}");
}
