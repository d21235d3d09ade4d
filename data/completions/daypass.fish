# SPDX-License-Identifier: Apache-2.0
# Completion of daypass(1) for fish. What there is to choose from the command itself says.

function __daypass_complete
    set -l before (commandline -opc)
    set -l lines (daypass complete $before[2..-1] 2>/dev/null)
    for line in $lines
        set -l part (string split -m 2 \t -- $line)
        test "$part[1]" = "$before[-1]"; or continue
        switch $part[2]
            case file
                __fish_complete_path (commandline -ct)
                return
            case '*|*'
                string split '|' -- $part[2]
                return
            case value
                return
        end
    end
    for line in $lines
        set -l part (string split -m 2 \t -- $line)
        if test "$part[1]" = .
            __fish_complete_path (commandline -ct)
        else
            printf '%s\t%s\n' $part[1] $part[3]
        end
    end
end

complete -c daypass -f -a '(__daypass_complete)'
